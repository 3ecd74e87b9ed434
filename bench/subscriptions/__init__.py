"""The cost and latency of subscriptions; `python -m bench.subscriptions` measures them."""

"""What subscriptions cost, and how soon they tell; `python -m bench.subscriptions` measures it."""

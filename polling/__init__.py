"""Polls vendors for subscriptions: the pace, the replica that polls, and the subscribers."""

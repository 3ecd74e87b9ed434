"""Polls vendors: at which pace one is asked, which replica asks, and who is told."""

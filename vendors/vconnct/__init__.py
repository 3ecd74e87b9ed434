"""Speaks to VConnct: meetings that are started again and again, and what is left of each run."""

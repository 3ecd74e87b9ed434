"""Clients of the vendors: one folder per vendor, with the same files in each."""

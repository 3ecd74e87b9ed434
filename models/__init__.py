"""Frozen values without I/O, GraphQL or any vendor's format."""

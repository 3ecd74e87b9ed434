"""The client of EnableX UCaaS v1."""

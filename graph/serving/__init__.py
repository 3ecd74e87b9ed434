"""Serves the GraphQL API: process, HTTP, event streams and WebSockets."""

"""The GraphQL types, one file each: fields and descriptions, no logic."""

from graph.types import enums, health

__all__ = ["enums", "health"]

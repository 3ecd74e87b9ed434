"""The GraphQL types, one file each: fields and descriptions, no logic."""

from graph.types import enums

__all__ = ["enums"]

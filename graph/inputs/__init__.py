"""What mutations take: the input objects, each with its way to the draft that it asks for."""

from graph.types import enums

__all__ = ["enums"]

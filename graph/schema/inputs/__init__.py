"""What mutations take: the input objects, each with its way to the draft that it asks for."""

from graph.schema.types import command_enums, enums, vendor_enums

__all__ = ["command_enums", "enums", "vendor_enums"]

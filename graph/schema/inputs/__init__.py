"""The input types of mutations, each with its conversion to a draft."""

from graph.schema.types import command_enums, enums, vendor_enums

__all__ = ["command_enums", "enums", "vendor_enums"]

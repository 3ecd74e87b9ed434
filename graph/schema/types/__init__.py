"""The GraphQL types, one file each: fields and descriptions, no logic."""

from graph.schema.types import command_enums, enums, health, vendor_enums

__all__ = ["command_enums", "enums", "health", "vendor_enums"]

"""Maps Telecomx payloads to our models, one file per subject. Pure."""

from vendors.telecomx.mapping import devices, meetings, settings

__all__ = ["devices", "meetings", "settings"]

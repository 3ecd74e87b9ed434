"""Maps VConnct's payloads to our models, one file per subject. Pure."""

from vendors.vconnct.mapping import attendance, meetings, recordings, rooms, sessions, settings

__all__ = ["attendance", "meetings", "recordings", "rooms", "sessions", "settings"]

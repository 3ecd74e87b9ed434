"""Builds the keys of VSee's objects, and splits a room's key. Pure."""

from models.account import DEFAULT_TENANT, first_account
from models.ids import Key, Kind
from models.vendor import Vendor


def room(code: str | int) -> Key:
    return Key(Kind.ROOM, first_account(DEFAULT_TENANT, Vendor.VSEE), (str(code),))


def room_code(key: Key) -> str | None:
    """A room's code; None for the room of another vendor, or a key that no room of ours has."""
    return key.parts[0] if key.vendor is Vendor.VSEE and len(key.parts) == 1 else None


def provider(room_code: str, provider_id: str | int) -> Key:
    return Key(Kind.PROVIDER, first_account(DEFAULT_TENANT, Vendor.VSEE), (room_code, str(provider_id)))


def meeting(visit_id: str | int) -> Key:
    return Key(Kind.MEETING, first_account(DEFAULT_TENANT, Vendor.VSEE), (str(visit_id),))


def session(visit_id: str | int) -> Key:
    """A visit takes place once, so its only session goes by its own id."""
    return Key(Kind.SESSION, first_account(DEFAULT_TENANT, Vendor.VSEE), (str(visit_id),))

"""Makes the keys of VSee's things."""

from models.ids import Key, Kind
from models.vendor import Vendor


def room(code: str | int) -> Key:
    return Key(Kind.ROOM, Vendor.VSEE, (str(code),))


def provider(room_code: str, provider_id: str | int) -> Key:
    return Key(Kind.PROVIDER, Vendor.VSEE, (room_code, str(provider_id)))


def meeting(visit_id: str | int) -> Key:
    return Key(Kind.MEETING, Vendor.VSEE, (str(visit_id),))


def session(visit_id: str | int) -> Key:
    """A visit takes place once, so its only session goes by its own id."""
    return Key(Kind.SESSION, Vendor.VSEE, (str(visit_id),))

"""Builds the keys of VSee's objects, and splits a room's key. Pure."""

from models.account import Account
from models.ids import Key, Kind


def room(account: Account, code: str | int) -> Key:
    return Key(Kind.ROOM, account, (str(code),))


def room_code(account: Account, key: Key) -> str | None:
    """A room's code; None for the room of another account, or a key that no room has."""
    return key.parts[0] if key.account == account and len(key.parts) == 1 else None


def provider(account: Account, room_code: str, provider_id: str | int) -> Key:
    return Key(Kind.PROVIDER, account, (room_code, str(provider_id)))


def meeting(account: Account, visit_id: str | int) -> Key:
    return Key(Kind.MEETING, account, (str(visit_id),))


def session(account: Account, visit_id: str | int) -> Key:
    """A visit takes place once, so its only session has the visit's id."""
    return Key(Kind.SESSION, account, (str(visit_id),))

"""Global ids: opaque to clients; they encode a kind, an account and the vendor's id."""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from urllib.parse import quote, unquote

import msgspec

from models.account import Account
from models.columns import attribute_column, in_columns
from models.errors import BadInput
from models.vendor import Vendor

_VERSION = "1"
# What stays as it is in a URL, as nearly all ids of vendors do.
_SAFE = b":~-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_UNQUOTED = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_key = attrgetter("key")
_parts = attrgetter("parts")
# BigBlueButton's meeting ids, the longest ones of known length, have up to 256 characters.
PART_AT_MOST = 256
# Three such parts of ASCII characters fit, or one of any characters.
LONGEST = 4_096


class Kind(Enum):
    """The type of thing an id names; the value is its GraphQL type."""

    MEETING = "Meeting"
    ROOM = "Room"
    PROVIDER = "Provider"
    DEVICE = "Device"
    MEETING_DEVICE = "MeetingDevice"
    COMMAND = "Command"
    SESSION = "Session"
    POLL = "Poll"

    # Members are singletons. Enum's own hash runs in Python, and every key is hashed several times for each row.
    __hash__ = object.__hash__


_KINDS = {kind.value: kind for kind in Kind}
# A part of another object is prefixed by that object's id; an id with fewer parts is invalid.
_FEWEST_PARTS = {Kind.PROVIDER: 2, Kind.MEETING_DEVICE: 2, Kind.COMMAND: 3, Kind.POLL: 3}


# A struct without a place in the collector's lists: one is made for nearly every row, which takes a fifth of the time
# of a frozen dataclass, and it is hashed and compared in C.
class Key(msgspec.Struct, frozen=True, gc=False):
    """The key of an object: its kind, its account and the vendor's ids.

    Attributes:
        kind: the kind of object.
        account: the account.
        parts: the vendor's ids that are needed to read it, outermost first: `(meeting, session)`.
    """

    kind: Kind
    account: Account
    parts: tuple[str, ...]

    @property
    def vendor(self) -> Vendor:
        return self.account.vendor

    def encoded(self) -> str:
        """The global id: URL-safe base64 without padding of version, kind, account and parts; it names no tenant."""
        # The member's own attribute, because `value` of an enum's member calls two functions.
        return opaque(self.kind._value_, self.account, self.parts)


def opaque(word: str, account: Account, parts: tuple[str, ...]) -> str:
    """An id that is unique over all types and a tenant's accounts.

    Args:
        word: the GraphQL type.
    """
    text = _beginning(word, account)
    for part in parts:
        text += f":{part}" if _UNQUOTED(part) else f":{quote(part, safe='')}"
    return binascii.b2a_base64(text.encode(), newline=False).translate(_URL_SAFE, b"=").decode()


def encoded_each(keys: Sequence[Key]) -> list[str]:
    """The global ids of several keys, in less than half of the time that `Key.encoded` takes."""
    parts = list(map(_parts, keys))
    names = list(map(":".join, parts))
    every = "".join(names)
    if (
        not every
        or every.encode().translate(None, _SAFE)
        or every.count(":") != sum(map(len, parts)) - len(parts)
    ):
        # Something is to be quoted, or there are none.
        return [key.encoded() for key in keys]
    texts = [
        f"{_beginning(key.kind._value_, key.account)}:{name}" for key, name in zip(keys, names, strict=True)
    ]
    # Each on a line of its own.
    lines = map(binascii.b2a_base64, "\n".join(texts).encode().split(b"\n"))
    return b"".join(lines).translate(_URL_SAFE, b"=").decode().split("\n")[:-1]


@lru_cache(maxsize=1024)
def _beginning(word: str, account: Account) -> str:
    return f"{_VERSION}:{word}:{account.within_tenant}"


def decode(text: str, tenant: str) -> Key:
    """Reads a global id.

    Args:
        text: the id.
        tenant: the caller's tenant; an id never refers to another tenant's account.

    Raises:
        BadInput: it is not one of our ids in its canonical form.
    """
    key = _decoded(text, tenant) if text and len(text) <= LONGEST else None
    if key is None:
        raise BadInput("The id is malformed: send back an id that this API returned, unchanged.")
    return key


# Clients ask for the same things again and again.
@lru_cache(maxsize=1024)
def _decoded(text: str, tenant: str) -> Key | None:
    try:
        # What is no base64 is passed over, and so not written again below.
        raw = binascii.a2b_base64(text.encode("ascii").translate(_STANDARD) + b"==").decode("ascii")
        fields = raw.split(":")
        if "%" in raw:
            fields = [unquote(field, errors="strict") for field in fields]
        version, kind, account, *parts = fields
        key = Key(_KINDS[kind], Account.read_within(tenant, account), tuple(parts))
    except (binascii.Error, LookupError, ValueError):
        return None
    if version != _VERSION or len(parts) < _FEWEST_PARTS.get(key.kind, 1) or not all(parts):
        return None
    if max(map(len, parts)) > PART_AT_MOST:
        return None
    return key if key.encoded() == text else None


def decode_as(text: str, kind: Kind, tenant: str) -> Key:
    """Reads a global id that must be of one kind.

    Raises:
        BadInput: it is malformed, or names another kind of thing.
    """
    key = decode(text, tenant)
    if key.kind is not kind:
        raise BadInput(f"The id names a {key.kind.value}; a {kind.value} is needed here.")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """The base of all nodes: the key, and the three fields derived from it."""

    key: Key

    @property
    @in_columns(lambda things: encoded_each(list(map(_key, things))))
    def id(self) -> str:
        return self.key.encoded()

    @property
    @in_columns(attribute_column("key.account"))
    def account(self) -> Account:
        return self.key.account

    @property
    @in_columns(attribute_column("key.account.vendor"))
    def vendor(self) -> Vendor:
        return self.key.account.vendor

    @property
    @in_columns(lambda things: [thing.key.parts[-1] for thing in things])
    def vendor_id(self) -> str:
        """The vendor's id of the object itself, without its parents' ids."""
        return self.key.parts[-1]

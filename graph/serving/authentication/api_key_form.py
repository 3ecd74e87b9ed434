"""The form of API keys, `mgk_<id>_<secret>`, and the digests that are stored of them. Pure."""

import base64
import binascii
import hmac
import re
import secrets
from dataclasses import dataclass, field

PREFIX = "mgk_"
PEPPER_BYTES = 32

_ID_BYTES, _SECRET_BYTES = 8, 32
_FORM = re.compile(r"mgk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A key as its owner has it.

    Attributes:
        id: names it.
        secret: proves that it is the owner's.
    """

    id: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """The whole key."""
        return f"{PREFIX}{self.id}_{self.secret}"

    def digest(self, pepper: bytes) -> bytes:
        """What is stored of it."""
        return hmac.digest(pepper, f"{self.id}.{self.secret}".encode(), "sha256")


def new() -> PresentedKey:
    """A new key."""
    return PresentedKey(secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES))


def read(text: str) -> PresentedKey | None:
    """The key of a text; None if it is none."""
    found = _FORM.fullmatch(text)
    return None if found is None else PresentedKey(found[1], found[2])


def pepper_of(text: str) -> bytes:
    """The pepper that a setting has in base64.

    Raises:
        ValueError: it has another length, or is no base64.
    """
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error:
        found = b""
    if len(found) != PEPPER_BYTES:
        raise ValueError(f"a pepper is the base64 of {PEPPER_BYTES} random bytes")
    return found

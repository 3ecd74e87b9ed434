"""What the vendors' objects have in common as they arrive: their base class, and the scalars in their fields."""

from collections.abc import Set
from typing import Annotated, TypeAlias
from urllib.parse import quote

import msgspec
from msgspec import Meta

_NONE: frozenset[str] = frozenset()
_UNREADABLE = "unreadable"

# What fits into 64 bits; a number beyond it is a slip of the vendor's, and Python refuses to print very long ones.
Integer: TypeAlias = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
# Neither NaN nor infinite, which JSON has no words for and yet some servers print.
Decimal: TypeAlias = Annotated[float, Meta(ge=-1e300, le=1e300)]
# A whole number as text, or no number at all.
Digits: TypeAlias = Annotated[str, Meta(pattern=r"\A\s*(-?[0-9]{1,16})?\s*\Z")]
# A number from 0 to 1, for false and true.
Bit: TypeAlias = Annotated[int, Meta(ge=0, le=1)]
# The words for true and false, or none.
Switch: TypeAlias = Annotated[str, Meta(pattern=r"(?i)\A\s*(true|false|1|0)?\s*\Z")]

# An id of ours holds up to three of a vendor's and must stay short enough to be read back.
LONGEST_ID = 200
# So many ASCII letters are not longer than that in any case.
_SURELY_SHORT = LONGEST_ID // 3
# Stands where something could not be read, so that an id with it is not the vendor's.
_REPLACED = "\ufffd"


class Payload(msgspec.Struct, kw_only=True, dict=True):
    """An object of a vendor; it may carry PINs, links and names, so none prints its content."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @property
    def unreadable(self) -> Set[str]:
        """The names of the fields that came and could not be read; they hold None, or UNSET where that is no value."""
        found: Set[str] = self.__dict__.get(_UNREADABLE, _NONE)
        return found

    def mark_unreadable(self, names: Set[str]) -> None:
        self.__dict__[_UNREADABLE] = frozenset(names)


def encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON may hold and no answer of ours could be encoded with."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_nameable(identity: str | int, *, longest: int = LONGEST_ID) -> bool:
    """Whether something can be asked for by this id: it is whole, not empty, short enough in an address, and Unicode.

    Args:
        longest: how long it may be in an address.
    """
    text = str(identity)
    if text.isascii() and len(text) <= _SURELY_SHORT:
        return bool(text) and not text.isspace()
    if _REPLACED in text:
        return False
    try:
        return len(quote(text, safe="")) <= longest and not text.isspace()
    except UnicodeError:
        return False


def named(identity: str | int, *, longest: int = LONGEST_ID) -> None:
    """Refuses an id that nothing can be asked for by; the argument is that of `is_nameable`.

    Raises:
        ValueError: it is none.
    """
    if not is_nameable(identity, longest=longest):
        raise ValueError("nothing goes by this id")

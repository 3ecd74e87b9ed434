"""The base class of vendors' payloads, and the scalars in their fields."""

from collections.abc import Callable, Set
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin
from urllib.parse import quote

import msgspec
from msgspec import Meta

_NONE: frozenset[str] = frozenset()
_UNREADABLE = "unreadable"
_MEANS = "means"

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


# Any scalar, for a field of a row: what it means is found out when it is translated.
Scalar: TypeAlias = str | int | float | bool | None


class Row(msgspec.Struct, kw_only=True, dict=True):
    """An object of a vendor that a view is made over; it may carry PINs, links and names, so none prints its content.

    Its fields are held to lists, objects and scalars alone, which msgspec does quickly.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @property
    def unreadable(self) -> Set[str]:
        """The names of the fields that came and could not be read; they hold None, or UNSET where that is no value."""
        found: Set[str] = self.__dict__.get(_UNREADABLE, _NONE)
        return found

    def mark_unreadable(self, names: Set[str]) -> None:
        self.__dict__[_UNREADABLE] = frozenset(names)


class VendorPayload(Row, kw_only=True):
    """An object of a vendor whose fields are read when it is decoded."""

    def __post_init__(self) -> None:
        """Refuses a value of the right type that means nothing, so that it is read field by field and noted.

        Raises:
            ValueError: a field holds one.
        """
        for name, means in _meanings_of(type(self)):
            if not means(getattr(self, name)):
                raise ValueError("a value means nothing")


def meant_by(read: Callable[[Any], Any], *nothing: Any) -> Meta:
    """Marks a field whose values have to mean something beside having the right type: no 30th of February.

    Args:
        read: gives None for a number or text without a meaning.
        nothing: what is written where there is no value, beside blanks and false.
    """

    def means(value: Any) -> bool:
        if value is False or not isinstance(value, str | int | float) or value in nothing:
            return True
        return read(value) is not None or (isinstance(value, str) and not value.strip())

    return Meta(extra={_MEANS: means})


def meaning_of(hint: Any) -> Callable[[Any], bool] | None:
    """Tells of a value whether it means something to a field of this type; None where every one does."""
    if get_origin(hint) is Annotated:
        for limit in get_args(hint)[1:]:
            if isinstance(limit, Meta) and limit.extra and _MEANS in limit.extra:
                found: Callable[[Any], bool] = limit.extra[_MEANS]
                return found
    if get_origin(hint) in (Union, UnionType):
        return next(filter(None, map(meaning_of, get_args(hint))), None)
    if get_origin(hint) is dict and (inner := meaning_of(get_args(hint)[1])) is not None:
        each = inner
        return lambda value: not isinstance(value, dict) or all(map(each, value.values()))
    return None


@cache
def _meanings_of(kind: type[VendorPayload]) -> tuple[tuple[str, Callable[[Any], bool]], ...]:
    found = ((field.name, meaning_of(field.type)) for field in msgspec.structs.fields(kind))
    return tuple((name, means) for name, means in found if means is not None)


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

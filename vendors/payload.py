"""The base class of vendors' payloads, and the scalars in their fields."""

import re
from collections.abc import Callable, Set
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, TypeAlias, Union, get_args, get_origin
from urllib.parse import quote

import msgspec
from msgspec import Meta

_NONE: frozenset[str] = frozenset()
_UNREADABLE = "unreadable"
_MEANS = "means"

# 64-bit integers; a larger number is an error of the vendor's, and Python refuses to print very long ones.
Integer: TypeAlias = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
# Neither NaN nor infinite: JSON does not have them, but some servers write them.
Decimal: TypeAlias = Annotated[float, Meta(ge=-1e300, le=1e300)]
# An integer as text, or an empty text.
Digits: TypeAlias = Annotated[str, Meta(pattern=r"\A\s*(-?[0-9]{1,16})?\s*\Z")]
# A number from 0 to 1, for false and true.
Bit: TypeAlias = Annotated[int, Meta(ge=0, le=1)]
# True or false as text, or an empty text.
Switch: TypeAlias = Annotated[str, Meta(pattern=r"(?i)\A\s*(true|false|1|0)?\s*\Z")]

# A global id contains up to three of a vendor's ids and must not exceed its own length limit.
LONGEST_ID = 200
# A text with so many ASCII characters fits even if all are percent-encoded.
_SURELY_SHORT = LONGEST_ID // 3
# Whether an id, written as text, can surely be used. Nearly all ids pass here, and the payloads of lists look at each
# row's: a call of `named` would take as long as the look.
is_usual_id = re.compile(rf"[!-~]{{1,{_SURELY_SHORT}}}").fullmatch
# The replacement character; an id with it is not the vendor's.
_REPLACED = "\ufffd"


# Any scalar, for a field of a row; it is interpreted when it is translated.
Scalar: TypeAlias = str | int | float | bool | None


class Row(msgspec.Struct, kw_only=True, dict=True):
    """An object of a vendor below a view; `repr` omits its content, which may contain PINs, links and names.

    Its fields are validated only as lists, objects and scalars, which msgspec does quickly.

    Attributes:
        not_read: the documented fields that are not read, by the vendor's names.
        not_everywhere: the fields that may never come, by the vendor's names: of several spellings only one is used,
            or only some of the calls return the field.
    """

    not_read: ClassVar[frozenset[str]] = _NONE
    not_everywhere: ClassVar[frozenset[str]] = _NONE

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @property
    def unreadable(self) -> Set[str]:
        """The names of the unreadable fields; their value is None, or UNSET if None is not allowed."""
        found: Set[str] = self.__dict__.get(_UNREADABLE, _NONE)
        return found

    def mark_unreadable(self, names: Set[str]) -> None:
        self.__dict__[_UNREADABLE] = frozenset(names)


class VendorPayload(Row, kw_only=True):
    """An object of a vendor whose fields are validated when it is decoded."""

    def __post_init__(self) -> None:
        """Refuses meaningless values of the right type, so that the object is read field by field.

        Raises:
            ValueError: a field has a meaningless value.
        """
        for name, means in _meanings_of(type(self)):
            if not means(getattr(self, name)):
                raise ValueError("a value means nothing")


def meant_by(read: Callable[[Any], Any], *nothing: Any) -> Meta:
    """Marks a field whose values must have a meaning in addition to the right type, such as an existing date.

    Args:
        read: returns None for a number or text without a meaning.
        nothing: the texts that mean no value, besides blanks and false.
    """

    def means(value: Any) -> bool:
        if value is False or not isinstance(value, str | int | float) or value in nothing:
            return True
        return read(value) is not None or (isinstance(value, str) and not value.strip())

    return Meta(extra={_MEANS: means})


def meaning_of(hint: Any) -> Callable[[Any], bool] | None:
    """A function that decides whether a value has a meaning for a field of this type; None if every value has."""
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
    """Whether an id can be used in a request: it is complete, not empty, short enough in a URL, and valid Unicode.

    Args:
        longest: its maximum length in a URL.
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
    """Refuses an id that cannot be used in a request; args as `is_nameable`.

    Raises:
        ValueError: it cannot be used.
    """
    if not is_nameable(identity, longest=longest):
        raise ValueError("nothing goes by this id")

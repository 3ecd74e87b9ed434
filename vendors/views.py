"""The lines of a vendor's views: an attribute from one field of the row, or from several.

A translation may refuse its value with any of `UNFIT`, or find no meaning in it: the attribute is None then, and the
field is noted as one that could not be read, once for each thing. So no attribute of a view ever raises.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET

from models.account import Account
from models.ids import Key
from models.view import View
from vendors.payload import Row
from vendors.reading import UNFIT, note_unreadable

T = TypeVar("T")

_NONE: Final = ()


class Answer(NamedTuple):
    """What all rows of one answer of a vendor share.

    Attributes:
        account: whose it is.
        operation: our name of the call.
        at: when it came; what is worked out from a clock is worked out from this.
        within: the place of the row in the answer, ending in a dot, where it is part of another.
        of: names the thing that the row is part of, where it has no key itself.
    """

    account: Account
    operation: str
    at: datetime
    within: str = ""
    of: Key | None = None


class RowField:
    """An attribute that is one field of the row, translated.

    It has no `__set__`, so that Python finds the value in the instance once it is there.

    Args:
        source: our name of the row's field.
        translate: gives None for a value without a meaning.
        nothing: what the vendor writes where there is no value, beside null, false and blanks.
        absent: names the attribute of the view's class with the value of a field that this call does not return.
    """

    __slots__ = ("_absent", "_name", "_nothing", "_source", "_translate")

    def __init__(
        self,
        source: str,
        translate: Callable[[Any], Any],
        *,
        nothing: Collection[Any] = _NONE,
        absent: str | None = None,
    ) -> None:
        self._source = source
        self._translate = translate
        self._nothing = nothing
        self._absent = absent

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        held = view.__dict__
        under = held.get("_under")
        if under is not None:
            value = getattr(under, self._name)
        else:
            row = held["_row"]
            came = getattr(row, self._source)
            if came is UNSET:
                value = None if self._absent is None else getattr(view, self._absent)
            else:
                try:
                    value = self._translate(came)
                except UNFIT:
                    value = None
                if value is None and came is not None:
                    _note_unless_empty(view, self._source, came, self._nothing)
        held[self._name] = value
        return value


def attribute(
    source: str,
    translate: Callable[[Any], Any],
    *,
    nothing: Collection[Any] = _NONE,
    absent: str | None = None,
) -> Any:
    """A line of a view's class body; the arguments are those of `Field`."""
    return RowField(source, translate, nothing=nothing, absent=absent)


def translated(
    view: View, source: str, translate: Callable[[Any], T | None], nothing: Collection[Any] = _NONE
) -> T | None:
    """One field of a view's row, for attributes that several fields make; None too where the call does not show it."""
    held: Any = view.__dict__
    came = getattr(held["_row"], source)
    if came is None or came is UNSET:
        return None
    try:
        value = translate(came)
    except UNFIT:
        value = None
    if value is None:
        _note_unless_empty(view, source, came, nothing)
    return value


def _note_unless_empty(view: Any, source: str, came: Any, nothing: Collection[Any]) -> None:
    if came is False or (isinstance(came, str) and not came.strip()) or came in nothing:
        return
    row: Row = view._row
    answer: Answer = view._answer
    row.mark_unreadable(row.unreadable | {source})
    wire = next(field.encode_name for field in msgspec.structs.fields(row) if field.name == source)
    of: object = answer.of or getattr(view, "key", row)
    note_unreadable(
        came, answer.within + wire, vendor=answer.account.vendor, operation=answer.operation, of=of
    )

"""The lines of a vendor's views: an attribute from one field of the row, or from several.

A translation may refuse its value with any of `UNFIT`, or find no meaning in it: the attribute is None then, and the
field is noted as one that could not be read, once for each thing. So no attribute of a view ever raises.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET

from models.account import Account
from models.ids import Key
from models.view import View, derived, note_with, translate
from vendors.drift import DriftRecord
from vendors.missing_data import MissingData, collecting_missing_data
from vendors.operation_scope import current_scope
from vendors.payload import Row
from vendors.reading import UNFIT, note_unreadable
from vendors.samples import Sample, current_sample, place_of

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
        sample: the objects inside of the rows that are looked at for drift.
    """

    account: Account
    operation: str
    at: datetime
    within: str = ""
    of: Key | None = None
    sample: Sample | None = None

    @property
    def drift(self) -> DriftRecord | None:
        """The account's record of drift."""
        return None if self.sample is None else self.sample.record


class RowField:
    """An attribute that is one field of the row, translated.

    It has no `__set__`, so that Python finds the value in the instance once it is there.

    Args:
        source: our name of the row's field; one of an object in the row by its path, such as `auth.guest.type`.
        translate: gives None for a value without a meaning.
        nothing: what the vendor writes where there is no value, beside null, false and blanks.
        absent: names the attribute of the view's class with the value of a field that this call does not return.
    """

    __slots__ = ("_absent", "_is_inner", "_name", "_nothing", "_source", "_translate")

    def __init__(
        self,
        source: str,
        translate: Callable[[Any], Any],
        *,
        nothing: Collection[Any] = _NONE,
        absent: str | None = None,
    ) -> None:
        self._source = source
        self._is_inner = "." in source
        self._translate = translate
        self._nothing = nothing
        self._absent = absent

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        held = view.__dict__
        if "_under" in held:
            value = getattr(held["_under"], self._name)
        else:
            row = held["_row"]
            came = _inner(row, self._source) if self._is_inner else getattr(row, self._source)
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


def mapped(
    source: str,
    translate: Callable[[Any], Any],
    *,
    nothing: Collection[Any] = _NONE,
    absent: str | None = None,
) -> Any:
    """A line of a view's class body; the arguments are those of `RowField`."""
    return RowField(source, translate, nothing=nothing, absent=absent)


def derived_of_items(of: Callable[[Any], Any]) -> Any:
    """As `derived`, of a function that reads objects inside of the row: their drift is the account's, too."""

    def read(view: Any) -> Any:
        token = current_sample.set(view._answer.sample)
        try:
            return of(view)
        finally:
            current_sample.reset(token)

    return derived(read)


def translated(
    view: View, source: str, translate: Callable[[Any], T | None], nothing: Collection[Any] = _NONE
) -> T | None:
    """One field of a view's row, for attributes that several fields make; None too where the call does not show it."""
    held: Any = view.__dict__
    row = held["_row"]
    came = _inner(row, source) if "." in source else getattr(row, source)
    if came is None or came is UNSET:
        return None
    try:
        value = translate(came)
    except UNFIT:
        value = None
    if value is None:
        _note_unless_empty(view, source, came, nothing)
    return value


def unreadable_fields(shown: Iterable[Any]) -> MissingData:
    """What cannot be read of the fields that the operation selects, in models that it shows.

    Args:
        shown: models, or tuples of models.
    """
    scope = current_scope()
    with collecting_missing_data() as gaps:
        if scope is not None and scope.selected is not None:
            translate(shown, scope.selected)
    return gaps


def _inner(row: Any, path: str) -> Any:
    """The value of a field of an object in the row; None if there is no such object."""
    *outer, source = path.split(".")
    for name in outer:
        row = getattr(row, name)
        if not isinstance(row, Row):
            return None
    return getattr(row, source)


def _note_unless_empty(view: Any, path: str, came: Any, nothing: Collection[Any]) -> None:
    if came is False or came in nothing or isinstance(came, Row):
        # What cannot be read in an object was noted when it was decoded.
        return
    if isinstance(came, str) and ((word := came.strip()) == "" or word in nothing):
        return
    row: Row = view._row
    answer: Answer = view._answer
    of: object = answer.of or getattr(view, "key", row)
    *outer, source = path.split(".")
    place = answer.within
    for name in outer:
        place += f"{_wire(row, name)}."
        row = getattr(row, name)
    row.mark_unreadable(row.unreadable | {source})
    place += _wire(row, source)
    vendor, operation = answer.account.vendor, answer.operation
    if answer.drift is not None:
        answer.drift.unreadable(place_of(operation) + place)
    note_with(view, path, lambda: note_unreadable(came, place, vendor=vendor, operation=operation, of=of))


def _wire(row: Row, name: str) -> str:
    return next(field.encode_name for field in msgspec.structs.fields(row) if field.name == name)

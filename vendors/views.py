"""The lines of a vendor's views: an attribute from one field of the row, or from several.

A translation may refuse its value with any of `UNFIT`, or find no meaning in it: the attribute is None then, and the
field is noted as one that could not be read, once for each thing. So no attribute of a view ever raises.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET

from models.account import Account
from models.ids import Key, Kind
from models.view import note_with
from models.view_attributes import ViewAttribute, derived
from models.view_columns import translate, translated_columns
from vendors.columns import translation_of_columns
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


# The place of the account in an `Answer`.
_ACCOUNT: Final = Answer._fields.index("account")


class RowField(ViewAttribute):
    """An attribute that is one field of the row, translated.

    Args:
        source: our name of the row's field; one of an object in the row by its path, such as `auth.guest.type`.
        translate: gives None for a value without a meaning, such as UNSET.
        nothing: what the vendor writes where there is no value, beside null, false and blanks.
        absent: names the attribute of the view's class with the value of a field that this call does not return.
    """

    __slots__ = ("_absent", "_came", "_column", "_nothing", "_source", "translate")

    def __init__(
        self,
        source: str,
        translate: Callable[[Any], Any],
        *,
        nothing: Collection[Any] = _NONE,
        absent: str | None = None,
    ) -> None:
        self._source = source
        self._came = partial(_within, path=source) if "." in source else attrgetter(f"_row.{source}")
        self.translate = translate
        self._column = translation_of_columns(translate)
        self._nothing = nothing
        self._absent = absent

    def of(self, view: Any) -> Any:
        came = self._came(view)
        if came is UNSET:
            return None if self._absent is None else getattr(view, self._absent)
        try:
            value = self.translate(came)
        except UNFIT:
            value = None
        if value is None and came is not None:
            _note_unless_empty(view, self._source, came, self._nothing)
        return value

    def column(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Iterable[Any]:
        came = list(map(self._came, views))
        try:
            values = self._column(came)
        except UNFIT:
            return map(self.of, views)
        if None in values:
            # It is null, absent or unreadable.
            return (
                self.of(view) if value is None and there is not None else value
                for view, value, there in zip(views, values, came, strict=True)
            )
        return values


class FirstField(ViewAttribute):
    """An attribute that is the first of some fields of the row which has a value.

    Args:
        fields: in the order in which they are looked at.
    """

    __slots__ = ("_fields",)

    def __init__(self, *fields: RowField) -> None:
        self._fields = fields

    def of(self, view: Any) -> Any:
        return next((value for field in self._fields if (value := field.of(view)) is not None), None)

    def column(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Iterable[Any]:
        first, *others = self._fields
        values = first.column(views, held)
        for other in others:
            values = [
                other.of(view) if value is None else value for view, value in zip(views, values, strict=True)
            ]
        return values


class RowKey(ViewAttribute):
    """The key of the thing that a row is about, with one id.

    Args:
        kind: of the thing.
        source: our name of the row's field with the id.
        before: the parts of the key before the id.
    """

    __slots__ = ("_before", "_id", "_kind")

    def __init__(self, kind: Kind, source: str, *before: str) -> None:
        self._kind = kind
        self._id = attrgetter(f"_row.{source}")
        self._before = before

    def of(self, view: Any) -> Key:
        return Key(self._kind, view._answer.account, (*self._before, str(self._id(view))))

    def column(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Iterable[Key]:
        accounts = [values["_answer"][_ACCOUNT] for values in held]
        parts = zip(*map(repeat, self._before), map(str, map(self._id, views)), strict=False)
        return map(Key, repeat(self._kind), accounts, parts)


def keyed(kind: Kind, source: str, *before: str) -> Any:
    """A line of a view's class body; the arguments are those of `RowKey`."""
    return RowKey(kind, source, *before)


def mapped(
    source: str,
    translate: Callable[[Any], Any],
    *,
    nothing: Collection[Any] = _NONE,
    absent: str | None = None,
) -> Any:
    """A line of a view's class body; the arguments are those of `RowField`."""
    return RowField(source, translate, nothing=nothing, absent=absent)


def first_of(*sources: str, translate: Callable[[Any], Any]) -> Any:
    """A line of a view's class body: an attribute from the first of these fields of the row that has a value."""
    return FirstField(*(RowField(source, translate) for source in sources))


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
    view: Any, source: str, translate: Callable[[Any], T | None], nothing: Collection[Any] = _NONE
) -> T | None:
    """One field of a view's row, for attributes that several fields make; None too where the call does not show it."""
    came = _within(view, source) if "." in source else getattr(view._row, source)
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


def shown_columns(rows: Sequence[Any]) -> tuple[Mapping[str, Sequence[Any]], MissingData]:
    """What the rows of a page show of what the operation selects, by attribute, and what of it cannot be read."""
    scope = current_scope()
    with collecting_missing_data() as gaps:
        selected = None if scope is None else scope.selected
        return {} if selected is None else translated_columns(rows, selected), gaps


def _within(view: Any, path: str) -> Any:
    """The value of a field of a view's row, or of an object in it; None if there is no such object."""
    *outer, source = path.split(".")
    row = view._row
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

"""The lines of vendors' views: what cannot be read is null and noted once, and nothing raises."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import pytest
from msgspec import UNSET, UnsetType, convert

from models.account import first_account
from models.columns import column_of
from models.ids import Identified, Key, Kind
from models.vendor import Vendor
from models.view import View, with_changes
from models.view_attributes import combined, derived
from models.view_columns import read_ahead, translate, translated_columns
from vendors.missing_data import MissingData, collecting_missing_data
from vendors.operation_scope import operation_scope
from vendors.payload import Row, Scalar
from vendors.reading import UNFIT
from vendors.registry import VENDORS
from vendors.views import Answer, RowField, first_of, mapped, translated

ANSWER = Answer(first_account("default", Vendor.VSEE), "list visits", datetime(2030, 1, 7, tzinfo=UTC))


class CallRow(Row):
    pin: Scalar = msgspec.field(default=None, name="callPin")


class VisitRow(Row):
    id: str
    call: CallRow | str | None = None
    reason: Scalar = None
    minutes: Scalar = None
    clinic: Scalar | UnsetType = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Identified):
    reason: str | None = None
    minutes: int | None = None
    clinic: str | None = None
    summary: str | None = None
    pin: str | None = None
    length: str | None = None


def _minutes(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None


def _reason(value: Any) -> str:
    return str(value["text"] if isinstance(value, dict) else value).removeprefix("for ")


class VisitView(View, Visit):
    unless_shown = "not asked"

    key = derived(lambda visit: Key(Kind.MEETING, visit._answer.account, (visit._row.id,)))
    reason = mapped("reason", _reason)
    minutes = mapped("minutes", _minutes, nothing=("none",))
    clinic = mapped("clinic", str.upper, absent="unless_shown")
    summary = derived(lambda visit: f"{translated(visit, 'minutes', _minutes)} min")
    pin = mapped("call.pin", str.strip)
    length = combined(lambda reason, minutes: f"{reason}: {minutes}", "reason", "minutes")


class AnyLengthView(VisitView):
    minutes = first_of("minutes", "clinic", "call.pin", translate=_minutes)


def visit(**fields: Any) -> Visit:
    return VisitView.over(convert({"id": "v-1", **fields}, VisitRow), ANSWER)


@pytest.fixture
def gaps() -> Iterator[MissingData]:
    with operation_scope() as scope:
        yield scope.gaps


def told(gaps: MissingData) -> list[tuple[str, tuple[str, ...], int | None]]:
    return [(problem.vendor.value, problem.fields, problem.count) for problem in gaps.problems()]


def test_a_field_is_translated(gaps: MissingData) -> None:
    row = visit(reason="for knee", minutes="30", clinic="north")
    assert (row.reason, row.minutes, row.clinic, row.summary) == ("knee", 30, "NORTH", "30 min")
    assert told(gaps) == []


def test_a_value_without_a_meaning_is_null_and_noted_by_its_field(gaps: MissingData) -> None:
    assert visit(minutes="soon").minutes is None
    assert told(gaps) == [("VSEE", ("minutes",), 1)]


def test_a_translation_that_refuses_is_null_and_noted(gaps: MissingData) -> None:
    assert visit(clinic=7).clinic is None
    assert told(gaps) == [("VSEE", ("clinic",), 1)]


@pytest.mark.parametrize("empty", ["", "  ", False, "none", None])
def test_what_stands_for_no_value_is_null_and_not_noted(gaps: MissingData, empty: object) -> None:
    assert visit(minutes=empty).minutes is None
    assert told(gaps) == []


def test_one_field_of_one_thing_counts_once_however_often_it_is_read(gaps: MissingData) -> None:
    for _ in range(2):
        row = visit(minutes="soon")
        assert (row.minutes, row.summary) == (None, "None min")
    assert told(gaps) == [("VSEE", ("minutes",), 1)]


def test_a_field_of_an_object_in_the_row_is_translated_and_noted_by_its_path(gaps: MissingData) -> None:
    assert visit(call={"callPin": " 4711 "}).pin == "4711"
    assert [visit(call=nothing).pin for nothing in (None, "")] == [None, None]
    assert told(gaps) == []
    bad = visit(call={"callPin": 7})
    assert (bad.pin, translated(bad, "call.pin", str.strip)) == (None, None)
    assert told(gaps) == [("VSEE", ("call.callPin",), 1)]


def test_a_padded_text_for_no_value_and_an_object_are_not_noted(gaps: MissingData) -> None:
    assert visit(minutes=" none ").minutes is None
    assert translated(visit(call={}), "call", lambda call: None) is None
    assert told(gaps) == []


def test_views_in_tuples_are_translated(gaps: MissingData) -> None:
    translate([(visit(minutes="soon"),), None], frozenset({"minutes"}))
    assert told(gaps) == [("VSEE", ("minutes",), 1)]


ODD = (
    None,
    "",
    "  ",
    " for knee ",
    "30",
    "soon",
    "none",
    7,
    2**70,
    True,
    False,
    1.5,
    {"text": "hip"},
    [],
    {},
)


def _rows_of(value: object) -> list[dict[str, Any]]:
    """Rows that show one value, everything, or nothing."""
    whole = {"reason": "for knee", "minutes": "30", "clinic": "north", "call": {"callPin": "4711"}}
    odd = [{name: value} for name in whole if name != "call"] if not isinstance(value, dict | list) else []
    inner = [{"call": {"callPin": value}}] if not isinstance(value, dict | list) else [{"call": {}}]
    return [{}, whole, *odd, *inner, {**whole, **(odd[0] if odd else {})}]


def _translated(view: Any) -> set[str]:
    """What was read of a view, or below its changes."""
    below = view.__dict__.get("_under", view)
    return {*view.__dict__, *below.__dict__}


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_many_rows_read_together_are_what_each_is_alone(value: object) -> None:
    names = ("key", "reason", "minutes", "clinic", "summary", "pin", "length")

    def read(together: bool) -> tuple[list[Any], list[Any]]:
        with operation_scope() as scope:
            rows = [visit(**row) for row in _rows_of(value)]
            rows.append(with_changes(visit(minutes="soon"), reason="hip"))
            if together:
                read_ahead(rows, *names)
                assert all(set(names) <= _translated(row) for row in rows)
            return [[getattr(row, name) for name in names] for row in rows], told(scope.gaps)

    assert read(together=True) == read(together=False)


def test_the_first_field_with_a_value_counts_and_each_unreadable_one_is_noted() -> None:
    rows: list[dict[str, Any]] = [
        {"minutes": "30", "clinic": "40"},
        {"clinic": "40"},
        {"minutes": "soon", "call": {"callPin": "50"}},
        {"minutes": None, "clinic": "north"},
    ]

    def read(*views: Any) -> tuple[list[int | None], list[tuple[str, tuple[str, ...], int | None]]]:
        with operation_scope() as scope:
            read_ahead(views, "minutes")
            return [view.minutes for view in views], told(scope.gaps)

    views = [AnyLengthView.over(convert({"id": "v-1", **row}, VisitRow), ANSWER) for row in rows]
    together, noted = read(*views)
    assert together == [30, 40, 50, None]
    assert {field for _, fields, _ in noted for field in fields} == {"minutes", "clinic"}
    alone = [read(AnyLengthView.over(convert({"id": "v-1", **row}, VisitRow), ANSWER)) for row in rows]
    assert [length for lengths, _ in alone for length in lengths] == [30, 40, 50, None]
    assert [fields for _, problems in alone for _, fields, _ in problems] == [("minutes",), ("clinic",)]


def test_reading_many_rows_together_reads_nothing_that_is_not_asked_for(gaps: MissingData) -> None:
    rows = [visit(minutes="soon"), visit(clinic=7)]
    read_ahead(rows, "clinic")
    assert ["minutes" in row.__dict__ for row in rows] == [False, False]
    assert told(gaps) == [("VSEE", ("clinic",), 1)]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_columns_of_a_page_are_what_its_rows_have(value: object) -> None:
    names = frozenset({"reason", "minutes", "clinic", "summary", "pin", "length", "key"})
    with operation_scope() as scope:
        rows = [visit(**row) for row in _rows_of(value)]
        columns = translated_columns(rows, names)
        noted = told(scope.gaps)
    assert columns.keys() == names
    for name, column in columns.items():
        assert list(map(repr, column)) == [repr(getattr(row, name)) for row in rows]
    with operation_scope() as scope:
        alone = [visit(**row) for row in _rows_of(value)]
        translate(alone, names)
        assert noted == told(scope.gaps)


def test_columns_hold_what_a_class_has_no_line_for(gaps: MissingData) -> None:
    class Untitled(VisitView):
        clinic = None

    rows = [Untitled.over(convert({"id": f"v-{number}"}, VisitRow), ANSWER) for number in range(2)]
    assert translated_columns(rows, frozenset({"clinic"})) == {"clinic": (None, None)}


def test_a_page_with_changed_or_known_rows_or_of_several_classes_has_no_columns(gaps: MissingData) -> None:
    names = frozenset({"minutes"})

    class OtherView(VisitView):
        pass

    known = [visit(), visit(minutes="soon")]
    assert list(translated_columns(known, names)) == ["minutes"]
    other = OtherView.over(convert({"id": "v-2"}, VisitRow), ANSWER)
    changed = with_changes(visit(), reason="hip")
    assert told(gaps) == [("VSEE", ("minutes",), 1)]
    for rows in (known, [visit(), changed], [visit(), other], [visit()], []):
        assert translated_columns(rows, names) == {}


def _lines(kind: type = View) -> Iterator[RowField]:
    for view in kind.__subclasses__():
        if view.__module__.startswith("vendors."):
            yield from (line for line in vars(view).values() if isinstance(line, RowField))
            yield from _lines(view)


def test_no_translation_of_a_vendor_finds_a_meaning_in_a_field_that_is_absent() -> None:
    assert VENDORS, "their packages declare the views"
    for line in _lines():
        with suppress(*UNFIT):
            assert line.translate(UNSET) is None, line.translate


def test_a_field_that_the_call_does_not_show_is_what_the_view_says(gaps: MissingData) -> None:
    assert visit().clinic == "not asked"


def test_only_what_is_selected_is_translated_and_noted(gaps: MissingData) -> None:
    translate([visit(minutes="soon", clinic=7)], frozenset({"clinic", "anything"}))
    assert told(gaps) == [("VSEE", ("clinic",), 1)]


def test_what_was_read_where_nobody_shows_it_is_noted_where_it_is_shown() -> None:
    row = with_changes(visit(minutes="soon"), reason="hip")
    with operation_scope() as scope:
        with collecting_missing_data():
            assert row.minutes is None
        translate([row], frozenset({"clinic"}))
        translate([row], frozenset({"clinic"}))
    assert told(scope.gaps) == [("VSEE", ("minutes",), 1)]


def test_a_changed_view_notes_as_the_one_under_it(gaps: MissingData) -> None:
    row = with_changes(visit(minutes="soon"), reason="hip")
    assert (row.minutes, row.reason) == (None, "hip")
    assert told(gaps) == [("VSEE", ("minutes",), 1)]


def _outcome(read: Callable[[], Iterable[Any]]) -> str:
    try:
        # 1, 1.0 and True are equal, but not the same.
        return repr(list(read()))
    except UNFIT:
        return "unfit"


def test_columns_of_values_are_translated_as_each_value_is() -> None:
    translations = {line.translate for line in _lines() if column_of(line.translate) is not None}
    assert len(translations) > len(VENDORS)
    times = ("2030-01-07 08:45:00", "2030-01-07T08:45:00.000Z", "2030-01-07T08:45", 1894012345, "1894012345")
    values = (*ODD, *times, 1, 1.0, "1", "true", -1, 0, UNSET)
    pairs = [[one, other] for one in values for other in values]
    for translation in translations:
        column = column_of(translation)
        assert column is not None
        for several in (*pairs, [], list(values)):
            together, each = _outcome(partial(column, several)), _outcome(partial(map, translation, several))
            assert together == each, several

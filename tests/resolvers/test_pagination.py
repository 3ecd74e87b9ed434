"""Pages are cut out of a whole list, from both ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from models.page import Page
from models.vendor import Vendor
from models.view import View
from resolvers.pagination import page_of, paged_when_read
from tests.support.accounts import VSEE
from tests.support.builders import NOON
from vendors.operation_scope import operation_scope
from vendors.payload import Row, Scalar
from vendors.views import Answer, mapped

ROWS = list("abcde")


def page(rows: Sequence[str] = ROWS, **arguments: Any) -> Page[str]:
    return page_of(rows, str, **arguments)


def cursor(row: str) -> str:
    return next(edge.cursor for edge in page().edges if edge.node == row)


def with_cursors(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with each row's cursor in its place."""
    return {name: cursor(value) if isinstance(value, str) else value for name, value in arguments.items()}


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ({}, "abcde"),
        ({"first": 2}, "ab"),
        ({"last": 2}, "de"),
        ({"after": "b"}, "cde"),
        ({"before": "d"}, "abc"),
        ({"after": "a", "before": "e"}, "bcd"),
        ({"first": 1, "after": "b"}, "c"),
        ({"last": 1, "before": "d"}, "c"),
        ({"last": 4, "after": "c"}, "de"),
        ({"first": 100}, "abcde"),
        ({"after": "e"}, ""),
        ({"before": "a"}, ""),
        ({"after": "d", "before": "b"}, ""),
    ],
)
def test_a_page_holds_the_rows_between_its_bounds(arguments: dict[str, Any], rows: str) -> None:
    named = with_cursors(arguments)
    assert "".join(page(**named).nodes) == rows


def test_twenty_rows_are_handed_out_where_nothing_is_said() -> None:
    assert len(page([str(number) for number in range(30)]).edges) == 20


@pytest.mark.parametrize(
    ("arguments", "previous", "following"),
    [
        ({}, False, False),
        ({"first": 2}, False, True),
        ({"last": 2}, True, False),
        ({"first": 1, "after": "b"}, True, True),
    ],
)
def test_page_info_tells_what_lies_beyond(arguments: dict[str, Any], previous: bool, following: bool) -> None:
    named = with_cursors(arguments)
    info = page(**named).page_info
    assert (info.has_previous_page, info.has_next_page) == (previous, following)


def test_page_info_has_the_cursors_of_both_ends() -> None:
    info = page(first=3).page_info
    assert (info.start_cursor, info.end_cursor) == (cursor("a"), cursor("c"))


def test_an_empty_page_has_no_cursors() -> None:
    info = page([]).page_info
    assert (info.start_cursor, info.end_cursor) == (None, None)


@pytest.mark.parametrize("name", ["first", "last"])
@pytest.mark.parametrize("size", [0, -1, 101, 2**31])
def test_a_page_size_out_of_bounds_is_refused(name: str, size: int) -> None:
    with pytest.raises(BadInput, match=name):
        page(**dict[str, Any]({name: size}))


def test_both_ends_at_once_are_refused() -> None:
    with pytest.raises(BadInput, match="not both"):
        page(first=1, last=1)


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("text", ["", "=", "é", "\ud800", "!", "eg", "_____w"])
def test_a_cursor_of_no_row_here_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadInput, match=name):
        page(**dict[str, Any]({name: text}))


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(1, 4))
def test_walking_forwards_meets_every_row_once_also_among_equals(rows: list[str], first: int) -> None:
    walked: list[str] = []
    found = page(rows, first=first)
    while found.edges:
        walked.extend(found.nodes)
        found = page(rows, first=first, after=found.page_info.end_cursor)
    assert walked == rows


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(1, 4))
def test_walking_backwards_meets_every_row_once_also_among_equals(rows: list[str], last: int) -> None:
    walked: list[str] = []
    found = page(rows, last=last)
    while found.edges:
        walked = [*found.nodes, *walked]
        found = page(rows, last=last, before=found.page_info.start_cursor)
    assert walked == rows


@given(st.text())
def test_no_text_does_more_harm_than_being_refused(text: str) -> None:
    with pytest.raises(BadInput):
        page(after=text + "not of this list")


def test_rows_are_named_only_as_far_as_a_cursor_is_read() -> None:
    named: list[str] = []

    def name(row: str) -> str:
        named.append(row)
        return row

    found = page_of(ROWS, name, first=4)
    assert (found.nodes, found.page_info.has_next_page, named) == (tuple("abcd"), True, [])
    assert found.edges[1].cursor == cursor("b")
    assert found.page_info.start_cursor == cursor("a")
    assert named == ["a", "b"]
    assert page_of(ROWS, name, after=cursor("c")).nodes == tuple("de")
    assert named == ["a", "b", *"abc"]


def test_a_row_is_numbered_among_all_of_its_name_whichever_cursor_is_read_first() -> None:
    edges = page(list("aba")).edges
    assert edges[2].cursor != edges[0].cursor
    assert edges[2].cursor == page(list("aa")).edges[1].cursor


class ArrivalRow(Row):
    name: Scalar = None
    minutes: Scalar = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    name: str | None = None
    minutes: int | None = None


class ArrivalView(View, Arrival):
    name = mapped("name", str.upper)
    minutes = mapped("minutes", int)


async def test_a_page_reports_what_cannot_be_read_of_the_rows_and_fields_that_it_shows() -> None:
    rows = [ArrivalRow(name=name, minutes="soon") for name in ("ada", 7, 8)]

    async def load(root: Any, context: Any) -> Sequence[Arrival]:
        return [ArrivalView.over(row, Answer(VSEE, "list arrivals", NOON)) for row in rows]

    info: Any = SimpleNamespace(context=None)
    with operation_scope() as scope:
        scope.selected = frozenset({"name"})
        found = await paged_when_read(load, place=lambda row: row.name or "")(None, info, first=2)
    assert found is not None
    assert [row.name for row in found.nodes] == ["ADA", None]
    assert [(gap.vendor, gap.fields, gap.count) for gap in found.unavailable] == [(Vendor.VSEE, ("name",), 1)]

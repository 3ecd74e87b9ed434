"""A row that makes no sense costs itself, and a list of nothing else no more than a few words."""

import logging

import pytest

from models.vendor import Vendor
from models.vendor_problem import MissingPart
from vendors.operation_scope import OperationScope, operation_scope
from vendors.payload import Row, Scalar
from vendors.rows import LOGGED_ONE_BY_ONE, read_rows, readable


class Visit(Row):
    id: str
    reason: Scalar = None


def whole(row: object) -> int:
    if not isinstance(row, int):
        raise TypeError("no number")
    return row


def read(rows: list[object]) -> tuple[int, ...]:
    return readable(rows, whole, vendor=Vendor.VSEE, operation="list visits")


def test_a_bad_row_leaves_the_others() -> None:
    assert read([1, "x", 2]) == (1, 2)


def told(scope: OperationScope) -> list[tuple[MissingPart, int | None, tuple[str, ...]]]:
    return [(problem.missing, problem.count, problem.fields) for problem in scope.gaps.problems()]


def test_bad_rows_are_told_of_with_their_number() -> None:
    with operation_scope() as scope:
        read([[], 1, []])
    assert told(scope) == [(MissingPart.ROWS, 2, ())]


def test_of_many_bad_rows_the_log_tells_a_few_and_the_answer_how_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with operation_scope() as scope, caplog.at_level(logging.WARNING):
        assert read([[each] for each in range(20_000)] + [7]) == (7,)
    assert len(caplog.records) == LOGGED_ONE_BY_ONE + 1
    assert told(scope) == [(MissingPart.ROWS, 20_000, ())]


def test_a_list_that_is_read_twice_is_told_of_once() -> None:
    rows: list[object] = [[each] for each in range(30)]
    with operation_scope() as scope:
        read(rows)
        read(rows)
    assert told(scope) == [(MissingPart.ROWS, 30, ())]


def test_two_lists_with_the_same_nothing_in_them_are_told_of_both() -> None:
    with operation_scope() as scope:
        read([None])
        read([None, None])
    assert told(scope) == [(MissingPart.ROWS, 3, ())]


def test_a_bad_entry_of_a_rows_own_list_is_told_of_by_the_lists_name() -> None:
    with operation_scope() as scope:
        readable([1, "x"], whole, vendor=Vendor.VSEE, operation="list visits", within="recordings")
    assert told(scope) == [(MissingPart.FIELDS, 1, ("recordings",))]


@pytest.mark.parametrize("error", [OverflowError, RecursionError, IndexError, ZeroDivisionError])
def test_a_row_that_cannot_be_translated_costs_itself(error: type[Exception]) -> None:
    def translate(row: int) -> int:
        if row == 2:
            raise error
        return row

    assert readable([1, 2, 3], translate, vendor=Vendor.VSEE, operation="list visits") == (1, 3)


@pytest.mark.parametrize("at", [0, 255, 256, 599])
@pytest.mark.parametrize("bad", [None, 7, {}, {"id": True}, []])
def test_of_a_long_list_a_payload_that_cannot_be_read_is_left_out_and_counted_once(
    at: int, bad: object
) -> None:
    rows: list[object] = [{"id": str(number)} for number in range(600)]
    rows[at] = bad
    with operation_scope() as scope:
        found = read_rows(rows, Visit, vendor=Vendor.VSEE, operation="list visits")
    assert [row.id for row in found] == [str(number) for number in range(600) if number != at]
    assert told(scope) == [(MissingPart.ROWS, 1, ())]


def test_a_field_of_a_payload_that_cannot_be_read_costs_only_itself() -> None:
    rows = [{"id": "1", "reason": "knee"}, {"id": "2", "reason": ["hip"]}]
    with operation_scope() as scope:
        found = read_rows(rows, Visit, vendor=Vendor.VSEE, operation="list visits")
    assert [(row.id, row.reason) for row in found] == [("1", "knee"), ("2", None)]
    assert told(scope) == [(MissingPart.FIELDS, 1, ("reason",))]


def test_a_list_of_ones_own_holds_its_payloads_instead_of_what_came_and_is_read_the_same() -> None:
    rows: list[object] = [{"id": str(number)} for number in range(600)]
    kept = rows.copy()
    found = read_rows(rows, Visit, vendor=Vendor.VSEE, operation="list visits", is_own=True)
    assert [row.id for row in found] == [str(number) for number in range(600)]
    assert all(mine is row for mine, row in zip(rows, found, strict=True))
    assert read_rows(kept, Visit, vendor=Vendor.VSEE, operation="list visits") == found
    assert kept == [{"id": str(number)} for number in range(600)]


@pytest.mark.parametrize("at", [0, 255, 256, 599])
def test_of_a_list_of_ones_own_too_a_payload_that_cannot_be_read_is_left_out_and_counted_once(
    at: int,
) -> None:
    rows: list[object] = [{"id": str(number)} for number in range(600)]
    rows[at] = {}
    with operation_scope() as scope:
        found = read_rows(rows, Visit, vendor=Vendor.VSEE, operation="list visits", is_own=True)
    assert [row.id for row in found] == [str(number) for number in range(600) if number != at]
    assert told(scope) == [(MissingPart.ROWS, 1, ())]


def test_a_list_of_payloads_that_is_read_twice_is_told_of_once() -> None:
    rows: list[object] = [{"id": "1"}, None]
    with operation_scope() as scope:
        read_rows(rows, Visit, vendor=Vendor.VSEE, operation="list visits")
        read_rows(rows, Visit, vendor=Vendor.VSEE, operation="list visits")
    assert told(scope) == [(MissingPart.ROWS, 1, ())]


def test_a_list_without_rows_has_no_payloads() -> None:
    assert read_rows([], Visit, vendor=Vendor.VSEE, operation="list visits") == ()

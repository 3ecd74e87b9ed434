"""A row that makes no sense costs itself, and a list of nothing else no more than a few words."""

import logging

import pytest

from models.vendor import Vendor
from vendors.http import operation_scope
from vendors.rows import TOLD_ONE_BY_ONE, readable


def whole(row: object) -> int:
    if not isinstance(row, int):
        raise TypeError("no number")
    return row


def read(rows: list[object]) -> tuple[int, ...]:
    return readable(rows, whole, vendor=Vendor.VSEE, operation="list visits")


def test_a_bad_row_leaves_the_others() -> None:
    assert read([1, "x", 2]) == (1, 2)


def test_each_of_a_few_bad_rows_is_told_of() -> None:
    with operation_scope() as scope:
        read([[], 1, []])
    assert len(scope.left_out) == 2


def test_many_bad_rows_are_told_of_together(caplog: pytest.LogCaptureFixture) -> None:
    with operation_scope() as scope, caplog.at_level(logging.WARNING):
        assert read([[each] for each in range(20_000)] + [7]) == (7,)
    assert len(scope.left_out) == len(caplog.records) == TOLD_ONE_BY_ONE + 1
    assert f"{20_000 - TOLD_ONE_BY_ONE} more items were left out" in str(scope.left_out[-1])


def test_a_list_that_is_read_twice_is_told_of_once() -> None:
    rows: list[object] = [[each] for each in range(30)]
    with operation_scope() as scope:
        read(rows)
        read(rows)
    assert len(scope.left_out) == TOLD_ONE_BY_ONE + 1

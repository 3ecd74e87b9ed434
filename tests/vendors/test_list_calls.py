"""A list that is as documented is decoded straight into payloads; any other body comes out as without that."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from models.drift import DriftKind
from models.vendor import Vendor
from tests.support.drift import settled
from tests.support.raw_vendor import always, vendor_that
from vendors.drift import DriftRecord
from vendors.http import HttpLimits
from vendors.list_calls import ListCall
from vendors.operation_scope import operation_scope
from vendors.payload import Row, Scalar, named
from vendors.response_classes import Reply, of_answer
from vendors.rows import read_rows
from vendors.samples import Sample, current_sample
from vendors.transports.response import WireResponse
from vendors.worker_thread import LONG


class Ward(Row):
    id: str
    floor: Scalar = None
    not_read = frozenset({"beds"})

    def __post_init__(self) -> None:
        named(self.id)


CALL = ListCall("list wards", Ward, "data", "total")
BARE = ListCall("list wards", Ward, "data", is_bare=True)
CLOSED = ListCall("list wards", Ward, "data", is_closed=True)
ROWS = [{"id": "w1", "floor": 2}, {"id": "w2", "floor": "3"}]


@pytest.fixture
def record() -> DriftRecord:
    return settled(Ward, CALL)


def reply(body: bytes, record: DriftRecord, call: ListCall = CALL, status: int = 200) -> Any:
    answer = WireResponse(status, {}, body)
    return of_answer(answer, Vendor.VSEE, call, partial(call.decoded, record=record))


def payloads(value: list[Any]) -> list[tuple[str, Scalar]]:
    assert all(isinstance(row, Ward) for row in value)
    return [(row.id, row.floor) for row in value]


def test_a_documented_list_holds_payloads_and_only_the_fields_beside_it_that_are_read(
    record: DriftRecord,
) -> None:
    value = reply(json.dumps({"data": ROWS, "total": [2], "more": {}}).encode(), record).value
    assert payloads(value.pop("data")) == [("w1", 2), ("w2", "3")]
    assert value == {"total": [2]}


def test_a_field_that_is_not_there_is_not_made_up(record: DriftRecord) -> None:
    assert reply(b'{"data":[]}', record).value == {"data": []}


def test_a_list_may_come_alone(record: DriftRecord) -> None:
    assert payloads(reply(json.dumps(ROWS).encode(), record, BARE).value) == [("w1", 2), ("w2", "3")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"data":{}}',
        b'{"data":null}',
        b'{"data":{"0":{"id":"w1"}}}',
        b'{"error":"none of it"}',
        b'{"data":[{"id":"w1"},{"id":7}]}',
        b'{"data":[{"id":"w1"},{"id":""}]}',
        b'{"data":[{"id":"w1","floor":[]}]}',
        b'{"data":[{"id":"w1","floor":NaN}]}',
        b'{"data":[{"id":"w1","floor":1e400}]}',
        b'{"data":[{"id":"w1","beds":NaN}]}',
        b'{"data":[{"id":"w1"}],"data":7}',
        b'{"data":[{"id":7,"id":"w1"}]}',
        b'{"data":[{"id":"w1"}]} and more',
        b'{"data":[{"id":"w1","beds":"\xe9"}]}',
        '{"data":[{"id":"w1"}]}'.encode("utf-16"),
        b'{"data":[{"id":"w1","beds":"\\ud83d"}]}',
        b'{"data":[{"id":"w1","beds":' + b"[" * 5000 + b"]" * 5000 + b"}]}",
    ],
)
def test_any_other_body_comes_out_as_plain_json(body: bytes, record: DriftRecord) -> None:
    plain = of_answer(WireResponse(200, {}, body), Vendor.VSEE, CALL)
    assert told(reply(body, record)) == told(plain)


def test_a_number_beyond_all_numbers_in_a_field_that_is_not_read_costs_nothing(record: DriftRecord) -> None:
    assert payloads(reply(b'{"data":[{"id":"w1","beds":1}],"more":1e400}', record).value["data"]) == [
        ("w1", None)
    ]


def told(found: Any) -> Any:
    assert isinstance(found, Reply)
    return found.status, found.value, found.is_json, found.is_odd, found.size


def test_a_refusal_is_not_taken_for_a_list(record: DriftRecord) -> None:
    assert reply(json.dumps({"data": ROWS}).encode(), record, status=400).value == {"data": ROWS}


def test_a_closed_object_and_its_list_are_not_as_documented_with_any_other_field(record: DriftRecord) -> None:
    assert reply(b'{"data":[],"data ":[]}', record, CLOSED).value == {"data": [], "data ": []}


def test_the_first_lists_are_looked_at_and_later_one_of_sixteen() -> None:
    record = DriftRecord(lambda: datetime(2030, 1, 15, tzinfo=UTC))
    body = json.dumps({"data": [{**row, "new": 1} for row in ROWS]}).encode()

    def sightings(lists: int) -> int:
        for _ in range(lists):
            current_sample.set(Sample(record))
            rows = reply(body, record).value["data"]
            assert len(read_rows(rows, Ward, vendor=Vendor.VSEE, operation=CALL)) == 2
        return sum(one.count for one in record.found() if one.kind is DriftKind.UNKNOWN_FIELD)

    assert sightings(lists=32) == 64
    assert sightings(lists=15) == 64
    assert sightings(lists=1) == 65
    assert sightings(lists=16) == 66


async def test_each_of_two_callers_gets_the_payloads_of_a_long_list() -> None:
    rows = [{"id": f"w{n}", "floor": "x" * 100} for n in range(LONG // 100)]
    async with vendor_that(always(json.dumps({"data": rows}).encode()), limits=HttpLimits()) as (http, seen):
        http.drift = settled(Ward, CALL)
        with operation_scope():
            both = [await http.get("/wards", operation=CALL) for _ in range(2)]
    assert len(seen) == 1
    for each in both:
        found = read_rows(each.value["data"], Ward, vendor=Vendor.VSEE, operation=CALL)
        assert len(payloads(list(found))) == len(rows)

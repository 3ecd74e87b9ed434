"""Drift is recorded by paths, counts and times: within bounds, from a sample, and never with a value."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import UNSET, UnsetType

from models.drift import DriftKind
from models.vendor import Vendor
from vendors.drift import DriftRecord
from vendors.payload import Row, Scalar, VendorPayload
from vendors.reading import read
from vendors.rows import read_rows, readable
from vendors.samples import Sample, current_sample, known, place_of

CANARY = "CANARY 4711-SECRET"
START = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)


class Lamp(Row):
    watts: Scalar = None
    hue: Scalar = None


class Room(VendorPayload):
    id: str
    floor: int | None = None
    etage: int | None = None
    lamp: Lamp | None = None
    lamps: list[Lamp] | None = None
    seats: dict[str, int] | None = None
    detail: str | UnsetType = UNSET

    not_read = frozenset({"token"})
    not_everywhere = frozenset({"floor", "etage"})


WHOLE: dict[str, Any] = {
    "id": "r1",
    "floor": 1,
    "lamp": {"watts": 40, "hue": "blue"},
    "lamps": [{"watts": 40, "hue": "red"}],
    "seats": {},
    "token": "hidden",
}


class Clock:
    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> datetime:
        self.seconds += 1
        return START + timedelta(seconds=self.seconds)


@pytest.fixture
def record() -> DriftRecord:
    return DriftRecord(Clock())


def answer(
    record: DriftRecord, rows: list[Any], kind: type[Row] = Room, operation: str = "list rooms"
) -> None:
    """Reads the rows of one response."""
    current_sample.set(Sample(record))
    read_rows(rows, kind, vendor=Vendor.VSEE, operation=operation)


def found(record: DriftRecord, kind: DriftKind) -> dict[str, int]:
    return {one.path: one.count for one in record.found() if one.kind is kind}


def test_what_is_as_documented_is_no_drift(record: DriftRecord) -> None:
    answer(record, [WHOLE] * 1000)
    assert record.found() == ()


def test_what_is_unknown_is_found_after_many_objects_in_which_nothing_was(record: DriftRecord) -> None:
    for _ in range(3):
        answer(record, [WHOLE] * 10)
        answer(record, [WHOLE | {"wing": "north"}, WHOLE | {"lamp": {"volts": 12}}])
    assert found(record, DriftKind.UNKNOWN_FIELD) == {"rooms[].wing": 3, "rooms[].lamp.volts": 3}


def test_an_unknown_field_is_counted_wherever_it_is(record: DriftRecord) -> None:
    row = {**WHOLE, "colour": 1, "lamp": {"watts": 1, "hue": "", "beam": 1}, "lamps": [{"switch": 1}]}
    answer(record, [WHOLE, row, row])
    assert found(record, DriftKind.UNKNOWN_FIELD) == {
        "rooms[].colour": 2,
        "rooms[].lamp.beam": 2,
        "rooms[].lamps[].switch": 2,
    }


def test_drift_is_in_the_order_of_its_paths_and_has_the_time_of_its_last_sighting(
    record: DriftRecord,
) -> None:
    answer(record, [{**WHOLE, "b": 1, "a": 1}])
    first = record.found()
    answer(record, [{**WHOLE, "b": 1}])
    assert [one.path for one in first] == ["rooms[].a", "rooms[].b"]
    before, after = first[1].last_seen_at, record.found()[1].last_seen_at
    assert before < after
    assert after.tzinfo is UTC


@pytest.mark.parametrize("one_by_one", [False, True])
def test_of_a_long_list_few_rows_are_looked_at_and_the_first_of_each_response(
    record: DriftRecord, one_by_one: bool
) -> None:
    rows = [{**WHOLE, "new": 1}] * 20_000

    def response() -> None:
        current_sample.set(Sample(record))
        if one_by_one:
            readable(
                rows,
                lambda row: read(row, Room, vendor=Vendor.VSEE, operation="list rooms"),
                vendor=Vendor.VSEE,
                operation="list rooms",
            )
        else:
            read_rows(rows, Room, vendor=Vendor.VSEE, operation="list rooms")

    response()
    before = found(record, DriftKind.UNKNOWN_FIELD)["rooms[].new"]
    assert 64 <= before < 150
    answer(record, rows[:1])
    assert found(record, DriftKind.UNKNOWN_FIELD)["rooms[].new"] == before + 1


def test_of_single_objects_some_are_looked_at_until_something_is_unknown_and_then_all(
    record: DriftRecord,
) -> None:
    def response(room: dict[str, Any]) -> int:
        current_sample.set(Sample(record))
        read(room, Room, vendor=Vendor.VSEE, operation="read room")
        return found(record, DriftKind.UNKNOWN_FIELD).get("room.new", 0)

    for _ in range(200):
        response(WHOLE)
    room = {**WHOLE, "new": 1}
    passed = next(number for number in range(20) if response(room))
    assert passed < 10
    assert [response(room) for _ in range(5)] == [2, 3, 4, 5, 6]


def test_a_field_that_never_came_in_fifty_objects_is_missing(record: DriftRecord) -> None:
    row = {name: value for name, value in WHOLE.items() if name != "seats"}
    answer(record, [row] * 49)
    assert record.found() == ()
    answer(record, [row])
    assert found(record, DriftKind.MISSING_FIELD) == {"rooms[].seats": 50}
    answer(record, [WHOLE])
    assert record.found() == ()


def test_each_endpoint_has_its_own_missing_fields(record: DriftRecord) -> None:
    row = {name: value for name, value in WHOLE.items() if name != "seats"}
    answer(record, [row] * 50)
    current_sample.set(Sample(record))
    read(WHOLE, Room, vendor=Vendor.VSEE, operation="read room")
    assert found(record, DriftKind.MISSING_FIELD) == {"rooms[].seats": 50}


def test_the_keys_of_a_documented_map_are_no_fields(record: DriftRecord) -> None:
    answer(record, [{**WHOLE, "seats": {f"seat{n}": n}} for n in range(500)])
    assert record.found() == ()


def test_a_flood_of_names_is_one_path_and_leaves_room_for_others(record: DriftRecord) -> None:
    for n in range(1000):
        answer(record, [{**WHOLE, f"p{n:03}": 1, "lamp": {"watts": 1, "hue": 1, "dim": 1}}])
    paths = found(record, DriftKind.UNKNOWN_FIELD)
    assert len(paths) <= 22
    assert paths["rooms[].*"] >= 900
    assert paths["rooms[].lamp.dim"] == 1000


def test_the_record_is_bounded(record: DriftRecord) -> None:
    for n in range(1000):
        record.unreadable(f"rooms[].field{n}")
    assert len(record.found()) <= 300
    assert sum(one.count for one in record.found()) == 1000


@pytest.mark.parametrize(
    "name", [CANARY, "4711", "x" * 65, "pin482915", "ada@example.org", "", "a b", "név", "a\n", "-1"]
)
def test_a_name_that_may_be_a_value_is_not_shown(record: DriftRecord, name: str) -> None:
    answer(record, [{**WHOLE, name: "x"}])
    assert found(record, DriftKind.UNKNOWN_FIELD) == {"rooms[].*": 1}


def test_an_unknown_word_is_counted_and_not_shown(record: DriftRecord) -> None:
    current_sample.set(Sample(record))
    table = {"P": 1}
    assert [known(table, word, 0, at="polls[].status") for word in ("P", CANARY, None, "")] == [1, 0, 0, 0]
    [one] = record.found()
    assert (one.path, one.kind, one.count) == ("polls[].status", DriftKind.UNKNOWN_WORD, 1)
    assert CANARY not in repr(record.found())


def test_an_unreadable_field_is_counted_and_not_shown(record: DriftRecord) -> None:
    answer(record, [{**WHOLE, "floor": CANARY}, WHOLE])
    assert found(record, DriftKind.UNREADABLE_FIELD) == {"rooms[].floor": 1}
    assert CANARY not in repr(record.found())


def test_what_is_read_outside_of_any_response_is_not_recorded(record: DriftRecord) -> None:
    current_sample.set(None)
    read({**WHOLE, "new": 1}, Room, vendor=Vendor.VSEE, operation="list rooms")
    assert record.found() == ()


def test_sightings_are_counted_by_kind(record: DriftRecord) -> None:
    answer(record, [{**WHOLE, "new": 1, "floor": "x"}] * 3)
    assert record.totals == {DriftKind.UNKNOWN_FIELD: 3, DriftKind.UNREADABLE_FIELD: 3}


@pytest.mark.parametrize(
    ("operation", "within", "place"),
    [
        ("list meetings", "", "meetings[]."),
        ("read meeting", "", "meeting."),
        ("list time zones", "", "time_zones[]."),
        ("read room", "devices[].", "room.devices[]."),
        ("list rooms", "devices[].commands[].", "rooms[].devices[].commands[]."),
        ("read consultations", "payment.consultations[].", "payment.consultations[]."),
        ("log in", "", "login."),
    ],
)
def test_a_place_is_named_after_the_vendors_object(operation: str, within: str, place: str) -> None:
    assert place_of(operation, within) == place

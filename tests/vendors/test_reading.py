"""A value that cannot be read costs its own field, whatever it is, and is noted without being told."""

import logging
import sys
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import UNSET, Meta, UnsetType, field

from models.vendor import Vendor
from models.vendor_problem import MissingPart
from vendors.operation_scope import operation_scope
from vendors.payload import Decimal, Digits, Integer, Switch, VendorPayload
from vendors.reading import read, rows_of


class Lamp(VendorPayload):
    id: Annotated[str, Meta(min_length=1, max_length=8)] = field(name="_id")
    name: str | Integer | None = None
    watts: Integer | Decimal | Digits | None = None
    on: bool | Switch | None = None
    hue: str | UnsetType | None = UNSET


class Room(VendorPayload, rename="camel"):
    id: Annotated[str, Meta(min_length=1, max_length=8)] = field(name="_id")
    floor_number: Integer | None = None
    lamp: Lamp | None = None
    tags: list[str | Integer] | None = None
    seats: dict[str, Integer] | None = None
    lamps: list[Lamp] | None = None


GOOD: dict[str, Any] = {
    "_id": "r1",
    "floorNumber": 2,
    "lamp": {"_id": "l1", "name": "desk", "watts": 40, "on": True, "hue": "blue"},
    "tags": ["a", "b"],
    "seats": {"x": 1},
    "lamps": [{"_id": "l2"}],
}
DEEP: Any = []
for _ in range(5000):
    DEEP = [DEEP]


def told(value: Any, kind: type[VendorPayload] = Room) -> Any:
    return read(value, kind, vendor=Vendor.VSEE, operation="list rooms")


def fields(payload: Any) -> dict[str, Any]:
    return {name: getattr(payload, name) for name in payload.__struct_fields__}


def test_what_is_as_documented_is_read_at_once() -> None:
    room = told(GOOD)
    assert (room.lamp.watts, room.lamps[0].hue, room.unreadable) == (40, UNSET, frozenset())


@pytest.mark.parametrize(
    "wrong",
    [{"a": 1}, [1, [2]], 10**400, 1e300 * 10, float("nan"), "\ud800", "x" * 5000, DEEP, True],
    ids=["dict", "list", "huge", "infinite", "nan", "surrogate", "long", "deep", "bool"],
)
@pytest.mark.parametrize("name", ["floorNumber", "lamp", "seats"])
def test_a_wrong_value_costs_its_own_field(name: str, wrong: Any) -> None:
    if (name, wrong) == ("seats", {"a": 1}):
        pytest.skip("that is right")
    room, whole = told(GOOD | {name: wrong}), told(GOOD)
    mine = "floor_number" if name == "floorNumber" else name
    lost = {} if name == "seats" and isinstance(wrong, dict) else None
    assert fields(room) == fields(whole) | {mine: lost}
    assert room.unreadable == {mine}


@pytest.mark.parametrize("wrong", [{"a": 1}, [1], 10**400, float("nan"), DEEP, True])
def test_a_wrong_value_of_what_other_calls_show_is_null_and_not_unset(wrong: Any) -> None:
    """UNSET would have another call made for it."""
    room = told(GOOD | {"lamp": GOOD["lamp"] | {"hue": wrong}})
    assert (room.lamp.hue, room.lamp.watts, room.lamp.unreadable) == (None, 40, {"hue"})


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("_id", 7, "7"),
        ("_id", 7.0, "7"),
        ("_id", 7.5, "7.5"),
        ("floorNumber", "2", 2),
        ("floorNumber", " 2 ", 2),
        ("floorNumber", "", None),
        ("floorNumber", False, None),
        ("tags", "a", ["a"]),
        ("tags", {}, []),
        ("tags", False, []),
        ("tags", "", []),
        ("tags", {"1": "b", "0": "a", "10": "c"}, ["a", "b", "c"]),
        ("tags", [1, "b", {}, None, True], [1, "b"]),
        ("seats", [], {}),
        ("seats", {"x": 1, "y": [], "z": "3"}, {"x": 1, "z": 3}),
        ("lamp", "", None),
        ("lamp", False, None),
        ("lamp", [], None),
    ],
)
def test_another_notation_means_the_same(name: str, written: Any, meant: Any) -> None:
    room = told(GOOD | {name: written})
    attribute = {"_id": "id", "floorNumber": "floor_number"}.get(name, name)
    assert getattr(room, attribute) == meant


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("False", False), (1, True), ("0", False)])
def test_a_switch_in_words_or_numbers(written: Any, meant: bool) -> None:
    class Plain(VendorPayload):
        on: bool | None = None

    assert told({"on": written}, Plain).on is meant


def test_an_object_without_required_fields_may_be_an_empty_list() -> None:
    class Limits(VendorPayload):
        most: int | None = None

    class Plan(VendorPayload):
        limits: Limits | None = None

    assert told({"limits": []}, Plan).limits == Limits()


def test_a_list_that_only_stands_for_a_missing_object_holds_nothing() -> None:
    class Inner(VendorPayload):
        name: str

    class Outer(VendorPayload):
        inner: Inner | Annotated[list[Any], Meta(max_length=0)] | None = None

    assert told({"inner": "x"}, Outer).inner is None
    assert told({"inner": ["x"]}, Outer).inner is None


@pytest.mark.parametrize("wrong", [{}, [], None, "", "x" * 9, True, 10**30, DEEP])
def test_what_names_a_thing_costs_the_thing(wrong: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        told(GOOD | {"_id": wrong})
    assert told(GOOD | {"lamp": GOOD["lamp"] | {"_id": wrong}}).lamp is None
    assert told(GOOD | {"lamps": [{"_id": wrong}, {"_id": "l3"}]}).lamps == [Lamp(id="l3")]


@pytest.mark.parametrize("wrong", [None, [], [GOOD], "r1", 1, True, DEEP])
def test_what_is_no_object_is_none(wrong: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        told(wrong)


def test_an_unreadable_field_is_noted_by_its_place() -> None:
    rows = [GOOD | {"lamp": {"_id": "l", "watts": []}}, GOOD | {"lamp": {"_id": "l", "watts": {}}}]
    with operation_scope() as scope:
        for row in rows:
            told(row)
            # The same answer may be read for two fields of one operation.
            told(row)
    (lack,) = scope.gaps.problems()
    assert (lack.missing, lack.count, lack.fields) == (MissingPart.FIELDS, 2, ("lamp.watts",))


def test_what_is_empty_is_not_noted() -> None:
    with operation_scope() as scope:
        told(GOOD | {"floorNumber": "", "lamp": False, "tags": {}, "lamps": None})
        told(GOOD | {"lamp": {}})
        told(GOOD | {"lamp": []})
    assert not scope.gaps


def test_a_note_tells_types_and_never_a_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), operation_scope():
        told(GOOD | {"floorNumber": "canary", "seats": {"canary": "canary"}, "lamps": [{"_id": ["canary"]}]})
        told(GOOD | {"floorNumber": "canary"})
    assert "floorNumber of list rooms cannot be read: str" in caplog.text
    assert "canary" not in caplog.text
    assert len(caplog.records) == 3


def test_a_payload_prints_none_of_its_content() -> None:
    assert "desk" not in repr(told(GOOD))


@pytest.mark.parametrize(
    ("value", "rows"), [({"a": 1}, None), (True, None), (0, None), ("x", None), ({"1": 5, "0": 4}, [4, 5])]
)
def test_rows_of_what_may_be_a_list(value: Any, rows: Any) -> None:
    assert rows_of(value) == rows


def test_a_union_of_an_object_and_a_bounded_list_may_be_read_for_ever() -> None:
    """msgspec frees too much where it is asked to convert into such a type itself, and the process ends."""

    class At(VendorPayload):
        sec: Integer | None = None

    class Visit(VendorPayload):
        start: At | Annotated[list[Any], Meta(max_length=0)] | Integer | Digits | None = None

    before = sys.getrefcount(None)
    for wrong in (None, "x", "", [], [1], {}, {"sec": {}}, True, 10**40) * 300:
        told({"start": wrong}, Visit)
    # More of them are only what the log has kept.
    assert sys.getrefcount(None) > before - 500

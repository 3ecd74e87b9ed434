"""What can be read is shown once, and nothing that was not asked for."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from models.errors import VendorBadResponse
from models.ids import Kind
from models.provider import Provider
from models.vendor import Vendor
from tests.support.accounts import VSEE, a_key
from tests.support.reading import answered, converted
from vendors.http import operation_scope
from vendors.payload import Row
from vendors.vsee import payloads
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.mapping import rooms

ANSWER = answered(VSEE, datetime(2030, 1, 15, tzinfo=UTC))
ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("b4vjj",))
PROVIDER = a_key(Kind.PROVIDER, Vendor.VSEE, ("b4vjj", "85742"))


@pytest.mark.parametrize("field", ["provider_ids", "users"])
@pytest.mark.parametrize("printed", [["7", 8], {"0": "7", "2": 8}])
def test_the_ids_of_providers_are_a_list_or_an_object(field: str, printed: Any) -> None:
    row = converted({"code": "b4vjj", field: printed}, payloads.Room)
    assert rooms.room(row, ANSWER).provider_ids == ("7", "8")


@pytest.mark.parametrize("field", ["provider_ids", "users"])
@pytest.mark.parametrize("printed", [7, "7", ["7"], [7]])
def test_one_provider_is_an_id_or_a_list(field: str, printed: Any) -> None:
    row = converted({"code": "b4vjj", field: printed}, payloads.Room)
    assert rooms.room(row, ANSWER).provider_ids == ("7",)


@pytest.mark.parametrize("bad", [{}, [], 1.5])
def test_a_bad_id_in_a_list_costs_only_itself(bad: Any) -> None:
    with operation_scope() as scope:
        row = converted({"code": "b4vjj", "provider_ids": ["7", bad, ""]}, payloads.Room)
        assert rooms.room(row, ANSWER).provider_ids == ("7",)
    assert len(scope.gaps) == 1


@pytest.mark.parametrize(
    ("kind", "name"), [(payloads.RoomSummary, "code"), (payloads.Provider, "id"), (payloads.Visit, "id")]
)
def test_a_row_whose_id_ours_could_not_carry_is_bad(kind: type[Row], name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        converted({name: "é" * 150}, kind)


# What comes twice


# What was not asked for


@pytest.mark.parametrize("other", ["c7", "b4vjjx", 4])
async def test_another_room_than_asked_for_is_not_shown(
    other: Any, http: Any, adapter: VSeeAdapter, body: Callable[[str], Any]
) -> None:
    http.on("/rooms/b4vjj", {"data": body("room")["data"] | {"code": other}})
    assert isinstance((await adapter.rooms([ROOM]))[ROOM], VendorBadResponse)


@pytest.mark.parametrize("other", ["826", 85743])
async def test_another_provider_than_asked_for_is_not_shown(
    other: Any, http: Any, adapter: VSeeAdapter, body: Callable[[str], Any]
) -> None:
    http.on("/rooms/b4vjj/providers/85742", {"data": body("provider")["data"] | {"id": other}})
    assert isinstance((await adapter.providers([PROVIDER]))[PROVIDER], VendorBadResponse)


async def test_a_provider_goes_by_an_id_printed_as_a_number(
    http: Any, adapter: VSeeAdapter, body: Callable[[str], Any]
) -> None:
    http.on("/rooms/b4vjj/providers/85742", {"data": body("provider")["data"] | {"id": 85742}})
    found = (await adapter.providers([PROVIDER]))[PROVIDER]
    assert isinstance(found, Provider)
    assert found.key == PROVIDER

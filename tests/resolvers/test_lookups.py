"""One thing is named by our id or by its vendor's, and by exactly one of them."""

from typing import Any

import pytest

from models.vendor import Vendor
from tests.support.builders import a_command, a_device, a_meeting, a_meeting_device, a_poll, a_room, a_session
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data, errors

COMMAND = a_command("c1")
ROOTS = ["meeting", "room", "device", "session", "command"]
BY = "query($by: LookupInput!) {{ {root}(by: $by) {{ id vendorId }} }}"


def a_vendor() -> FakeVendor:
    return FakeVendor(
        Vendor.TELECOMX,
        a_meeting("m1"),
        a_room("r1"),
        a_device("d1"),
        a_session("s1", vendor=Vendor.TELECOMX),
        a_meeting_device(commands=(COMMAND,)),
        a_poll(vendor=Vendor.TELECOMX),
    )


def named(**vendor_id: Any) -> dict[str, Any]:
    return {"by": {"vendorId": {"vendor": "TELECOMX", **vendor_id}}}


@pytest.mark.parametrize(("root", "id"), [("meeting", "m1"), ("room", "r1"), ("device", "d1")])
async def test_a_thing_is_found_by_its_vendors_id(root: str, id: str) -> None:
    assert (await data(BY.format(root=root), [a_vendor()], named(id=id)))[root]["vendorId"] == id


async def test_a_session_is_found_by_its_vendors_id_and_its_meetings() -> None:
    variables = named(id="s1", meetingId="m1")
    assert (await data(BY.format(root="session"), [a_vendor()], variables))["session"]["vendorId"] == "s1"


async def test_a_command_is_found_by_its_three_ids() -> None:
    variables = named(id="c1", meetingId="m1", deviceId="d1")
    assert (await data(BY.format(root="command"), [a_vendor()], variables))["command"]["id"] == COMMAND.id


@pytest.mark.parametrize("given", [{}, {"meetingId": "m1"}, {"deviceId": "d1"}])
async def test_a_command_without_its_three_ids_is_refused(given: dict[str, str]) -> None:
    (error,) = await errors(BY.format(root="command"), [a_vendor()], named(id="c1", **given))
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("root", ROOTS)
async def test_a_thing_is_found_by_a_global_id_in_either_argument(root: str) -> None:
    ids = {thing.key.kind.value.lower(): thing.id for thing in [*a_vendor().things.values(), COMMAND]}
    query = f"query($id: ID!) {{ a: {root}(id: $id) {{ id }} b: {root}(by: {{id: $id}}) {{ id }} }}"
    found = await data(query, [a_vendor()], {"id": ids[root]})
    assert found == {"a": {"id": ids[root]}, "b": {"id": ids[root]}}


@pytest.mark.parametrize("root", ROOTS)
async def test_naming_nothing_is_refused(root: str) -> None:
    (error,) = await errors(f"{{ {root} {{ id }} }}", [a_vendor()])
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("root", ROOTS)
async def test_naming_it_twice_is_refused(root: str) -> None:
    query = f"query($id: ID!) {{ {root}(id: $id, by: {{id: $id}}) {{ id }} }}"
    (error,) = await errors(query, [a_vendor()], {"id": a_meeting().id})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "by",
    [{}, {"id": None}, {"id": "x", "vendorId": {"vendor": "VSEE", "id": "x"}}, {"vendorId": None}],
)
async def test_the_lookup_takes_exactly_one_of_its_fields(by: dict[str, Any]) -> None:
    result = await ask(BY.format(root="meeting"), [a_vendor()], {"by": by})
    assert [(error.extensions or {})["code"] for error in result.errors or ()] == ["BAD_USER_INPUT"]


async def test_an_empty_id_is_malformed_in_either_argument() -> None:
    query = '{ a: meeting(id: "") { id } b: meeting(by: {id: ""}) { id } }'
    one, other = await errors(query, [a_vendor()])
    assert one["message"] == other["message"]


@pytest.mark.parametrize("id", ["", "  ", "\t\n"])
async def test_an_empty_vendor_id_is_refused(id: str) -> None:
    (error,) = await errors(BY.format(root="meeting"), [a_vendor()], named(id=id))
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("root", ROOTS)
async def test_an_id_of_another_kind_is_refused(root: str) -> None:
    query = f"query($id: ID!) {{ {root}(id: $id) {{ id }} }}"
    (error,) = await errors(query, [a_vendor()], {"id": a_poll(vendor=Vendor.TELECOMX).id})
    assert error["message"].startswith("The id names a Poll")


@pytest.mark.parametrize("root", ROOTS)
async def test_a_vendor_without_an_account_is_the_callers_mistake(root: str) -> None:
    variables = named(id="x", meetingId="m", deviceId="d")
    (error,) = await errors(BY.format(root=root), [FakeVendor(Vendor.VSEE)], variables)
    assert (error["extensions"]["code"], error["message"]) == (
        "BAD_USER_INPUT",
        "This gateway has no account at Telecomx FlexCare.",
    )


async def test_what_the_vendor_does_not_know_is_null() -> None:
    assert (await data(BY.format(root="meeting"), [a_vendor()], named(id="m9")))["meeting"] is None


async def test_what_the_vendor_cannot_locate_is_null() -> None:
    class Lost(FakeVendor):
        async def locate(self, kind: Any, vendor_id: str) -> None:
            return None

    assert (await data(BY.format(root="device"), [Lost(Vendor.TELECOMX)], named(id="d1")))["device"] is None


@pytest.mark.parametrize("arguments", ["", '(room: "x", by: {id: "x"})'])
async def test_polls_are_asked_for_in_exactly_one_room(arguments: str) -> None:
    (error,) = await errors(f"{{ polls{arguments} {{ id }} }}", [a_vendor()])
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_commands_need_a_meeting_or_a_device() -> None:
    (error,) = await errors("{ commands { nodes { id } } }", [a_vendor()])
    assert error["message"] == "Give a `meeting`, a `device`, or both."

"""Commands of ours and those that a vendor shows are one list."""

from typing import Any

from commands.engine import Commands
from models.command import CommandState
from models.vendor import Vendor
from resolvers.commands import merged
from tests.support.builders import a_command, a_device, a_meeting, a_meeting_device
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, by_vendor, the_schema
from tests.support.records import a_record

SENT = CommandState.SENT


def ids(commands: Any) -> list[str]:
    return [command.key.parts[-1] for command in commands]


def test_ours_takes_the_place_of_what_its_vendor_shows_of_it() -> None:
    ours = a_record(SENT, id="cmd_1", vendor_ids=("v2",))
    shown = [a_command("v1"), a_command("v2", fetched=True), a_command("v3")]
    found = merged(shown, [ours])
    assert ids(found) == ["v1", "cmd_1", "v3"]
    assert (found[1].fetched, found[1].state) == (True, SENT)


def test_what_was_sent_several_times_is_one_command() -> None:
    ours = a_record(SENT, id="cmd_1", vendor_ids=("v1", "v2"))
    found = merged([a_command("v1"), a_command("v2", executed=True)], [ours])
    assert ids(found) == ["cmd_1"]
    assert found[0].executed is True


def test_what_was_not_sent_yet_comes_behind_its_tablets_others() -> None:
    waiting = a_record(id="cmd_1", device="d1")
    found = merged([a_command("v1", device="d1"), a_command("v2", device="d2")], [waiting])
    assert ids(found) == ["v1", "cmd_1", "v2"]


async def test_without_the_store_the_vendors_commands_are_shown_and_the_lack_is_told() -> None:
    device = a_device("d1")
    present = a_meeting_device("m1", device, commands=(a_command("v1"),))
    vendor = FakeVendor(Vendor.TELECOMX, a_meeting("m1", devices=(present,)), device, present)
    context = a_context(vendor)
    context.commands = Commands(context.store, by_vendor([vendor]))
    query = "query ($id: ID!) { meeting(id: $id) { commands { nodes { vendorId } } } }"
    result = await the_schema().execute(
        query, variable_values={"id": a_meeting("m1").id}, context_value=context
    )
    assert result.data == {"meeting": {"commands": {"nodes": [{"vendorId": "v1"}]}}}
    assert [error.extensions["code"] for error in result.errors or ()] == ["SERVICE_UNAVAILABLE"]

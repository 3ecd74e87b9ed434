"""Commands of ours and those that a vendor shows are one list."""

from collections.abc import Sequence
from typing import Any

from commands.engine import Commands
from models.command import CommandState
from models.documents.command import CommandRecord
from models.errors import UnreadableDocument
from models.ids import Key
from models.vendor import Vendor
from resolvers.commands import with_ours
from tests.support.builders import a_command, a_device, a_meeting, a_meeting_device
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import NoCommands, a_context, run
from tests.support.records import a_record
from vendors.adapters import Adapters

SENT = CommandState.SENT


def ids(commands: Any) -> list[str]:
    return [command.key.parts[-1] for command in commands]


def test_ours_takes_the_place_of_what_its_vendor_shows_of_it() -> None:
    ours = a_record(SENT, id="cmd_1", vendor_ids=("v2",))
    shown = [a_command("v1"), a_command("v2", fetched=True), a_command("v3")]
    found = with_ours(shown, [ours])
    assert ids(found) == ["v1", "cmd_1", "v3"]
    assert (found[1].fetched, found[1].state) == (True, SENT)


def test_what_was_sent_several_times_is_one_command() -> None:
    ours = a_record(SENT, id="cmd_1", vendor_ids=("v1", "v2"))
    found = with_ours([a_command("v1"), a_command("v2", executed=True)], [ours])
    assert ids(found) == ["cmd_1"]
    assert found[0].executed is True


def test_what_was_not_sent_yet_comes_behind_its_tablets_others() -> None:
    waiting = a_record(id="cmd_1", device="d1")
    found = with_ours([a_command("v1", device="d1"), a_command("v2", device="d2")], [waiting])
    assert ids(found) == ["v1", "cmd_1", "v2"]


async def test_without_the_store_the_vendors_commands_are_shown_and_the_lack_is_told() -> None:
    device = a_device("d1")
    present = a_meeting_device("m1", device, commands=(a_command("v1"),))
    vendor = FakeVendor(Vendor.TELECOMX, a_meeting("m1", devices=(present,)), device, present)
    context = a_context(vendor)
    context.commands = Commands(context.store, Adapters([vendor]))
    query = """query ($id: ID!) { meeting(id: $id) {
      commands { nodes { vendorId } unavailable { vendor code missing count } } } }"""
    result = await run(query, context, {"id": a_meeting("m1").id})
    lack = {"vendor": "TELECOMX", "code": "SERVICE_UNAVAILABLE", "missing": "KEPT_FACTS", "count": None}
    assert result.errors is None
    assert result.data == {"meeting": {"commands": {"nodes": [{"vendorId": "v1"}], "unavailable": [lack]}}}


class Counting(NoCommands):
    """Remembers the meetings that it was asked about, question by question."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: list[list[Key]] = []

    async def of_meetings(
        self, meetings: Sequence[Key], lost: list[UnreadableDocument] | None = None
    ) -> list[CommandRecord]:
        self.asked.append(list(meetings))
        return []


async def test_the_store_is_asked_once_for_all_meetings_of_a_list() -> None:
    device = a_device("d1")
    meetings = [
        a_meeting(f"m{number}", devices=(a_meeting_device(f"m{number}", device, commands=()),))
        for number in range(5)
    ]
    context = a_context(FakeVendor(Vendor.TELECOMX, *meetings, device))
    context.commands = counting = Counting(context.store, context.vendors)
    query = """{ meetings { nodes {
        commands { nodes { id } } devices { commands { nodes { id } } } } } }"""
    result = await run(query, context)
    assert result.errors is None
    assert [len(asked) for asked in counting.asked] == [5]

"""Every field of the schema, over all that the vendors show, in every habit that a vendor may have."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.schema.build import build
from graph.schema.core import core_of
from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from tests.end_to_end import commanding, habits
from tests.end_to_end.drifting import undocumented
from tests.support.every_field import ROOMY, Selection, declared, filled
from tests.support.gateway import Gateway, Place
from tests.support.world import VENDORS, World
from vendors import registry

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
SCHEMA = core_of(build())

# Ways back to what was come from; without them every field is still read, but each thing once.
BACK = {
    *("Session.meeting", "MeetingDevice.meeting", "Command.meeting", "Command.device", "Poll.room"),
    *("Poll.session", "Provider.room", "Device.commands", "Device.currentMeeting"),
    # Of the moment in which it is asked for.
    "Device.presence",
}

# What no answer that we read has, in the demo's world.
# Faults, and entries of the audit log, which have tests of their own.
NEVER_SHOWN_HERE = ("VendorProblem.", "AuditEntry.", "AuditEntryEdge.", "AuditEntryConnection.", "AuditLog")
NEVER_FILLED = {
    "Device.androidType": "Documented for a Telecomx list alone that needs more rights than we ask for.",
    "Device.info": "As `androidType`.",
    "JoinUnavailable.opensAt": "Only this API knows when a meeting of VConnct starts, and only of its own.",
    "MeetingConnection.searchedFrom": "Only a filter by `overlaps` leaves a doubt.",
    "Room.isDefault": "Only the answer to assignRoom tells it.",
    "VendorStatus.account": "Only a further account of a vendor has a name.",
    "Viewer.expiresAt": "The caller of these tests has no token that ends.",
    "Visit.specialtyId": "Null in the only documented example.",
    **dict.fromkeys(
        ("VendorStatus.drift", "Drift.path", "Drift.kind", "Drift.count", "Drift.lastSeenAt"),
        "The simulators follow the documentation; test_drift.py has those that do not.",
    ),
}
STAMP = re.compile(r"DTSTAMP:\d{8}T\d{6}Z\r\n")
# Nothing is wrong with the demo's world.
PROBLEMS = {
    "VendorStatus.problems": "A vendor that asks to be left alone, below.",
    "CommandConnection.unavailable": "A store that is away, in resolvers/test_commands.py.",
    **dict.fromkeys(
        (
            *("MeetingConnection.unavailable", "RoomConnection.unavailable", "DeviceConnection.unavailable"),
            *("ConflictReport.unavailable", "SessionConnection.unavailable"),
            *("AttendanceConnection.unavailable", "ProviderConnection.unavailable"),
        ),
        "Rows that cannot be read, below.",
    ),
}


def list_of(root: str, type_: str, without: set[str]) -> str:
    selection = Selection(SCHEMA, lambda field: field not in without).of(type_)
    return f"query ($vendors: [Vendor!]) {{ {root}(first: 100, filter: {{vendors: $vendors}}) {selection} }}"


ONCE = {
    "meetings": list_of("meetings", "MeetingConnection", BACK),
    "rooms": list_of("rooms", "RoomConnection", BACK | {"Room.meeting"}),
    "devices": list_of(
        "devices",
        "DeviceConnection",
        BACK - {"Device.commands", "Device.currentMeeting"} | {"Meeting.devices", "Meeting.commands"},
    ),
}
ALL_WAYS = {
    "meetings": list_of("meetings", "MeetingConnection", set()),
    "rooms": list_of("rooms", "RoomConnection", set()),
    "devices": list_of("devices", "DeviceConnection", set()),
}
OTHERS = f"""query ($input: CheckConflictsInput!) {{
    viewer {Selection(SCHEMA).of("Viewer")}
    vendors {Selection(SCHEMA).of("VendorStatus")}
    timeZones(vendor: ENABLEX) {Selection(SCHEMA).of("TimeZone")}
    checkConflicts(input: $input) {Selection(SCHEMA).of("ConflictReport")}
    settingsTemplates(vendor: TELECOMX) {Selection(SCHEMA).of("SettingsTemplate")}
    defaultMeetingSettings(vendor: VCONNCT) {Selection(SCHEMA).of("MeetingSettings")} }}"""


async def shown(gateway: Gateway, vendors: list[str], queries: dict[str, str]) -> dict[str, Any]:
    """All rows of these vendors; that there are no errors also says that no field is null against the schema."""
    found = {}
    for root, query in queries.items():
        having = [vendor for vendor in vendors if root != "devices" or vendor == "TELECOMX"]
        if having:
            found[root] = (await gateway.data(query, vendors=having))[root]
    return found


@pytest.fixture
def still(world: World) -> World:
    """A world in which the time stands still."""
    for vendor in VENDORS:
        world.control(vendor, "clock", {"frozen": True, "now": NOW.isoformat()})
    world.seed(1)
    return world


async def test_no_field_is_missing_from_the_demos_world(gateway: Gateway, world: World) -> None:
    await commanding.carried_out(gateway, world)
    await commanding.expired(gateway, world)
    await commanding.compensated(gateway, world)
    found = await shown(gateway, list(VENDORS), ALL_WAYS)
    taken = next(row for row in found["meetings"]["nodes"] if row["hostId"] and row["state"] == "RUNNING")
    asked = {
        "startsAt": taken["startsAt"],
        "durationMinutes": 60,
        "hosts": [{"vendor": taken["vendor"], "id": taken["hostId"]}],
    }
    found["others"] = await gateway.data(OTHERS, input=asked)
    found["edited"] = await edited(gateway, world, found["meetings"]["nodes"])
    expected = {name for name in declared(SCHEMA) if not name.startswith(NEVER_SHOWN_HERE)} - set(PROBLEMS)
    assert expected - set(filled(found)) == set(NEVER_FILLED)


async def test_a_description_names_the_vendors_that_fill_the_field_and_no_other(
    gateway: Gateway, world: World
) -> None:
    await commanding.carried_out(gateway, world)
    places = {place for row in registry.VENDORS for place in row.named_in} & set(declared(SCHEMA)) - set(
        NEVER_FILLED
    )
    filling = {
        row.account: places & set(filled(await shown(gateway, [row.vendor.value], ALL_WAYS)))
        for row in registry.VENDORS
    }
    named = {row.account: places & row.named_in for row in registry.VENDORS}
    assert {vendor: found - named[vendor] for vendor, found in filling.items() if found - named[vendor]} == {}
    assert {
        vendor: found - filling[vendor] for vendor, found in named.items() if found - filling[vendor]
    } == {}


async def edited(gateway: Gateway, world: World, meetings: list[dict[str, Any]]) -> Any:
    """The answer to an edit, the only one of EnableX' that shows more of invitees than their ids."""
    world.switch("ENABLEX", edit_shows_invitees=True)
    meeting = next(row for row in meetings if row["vendor"] == "ENABLEX" and row["state"] == "SCHEDULED")
    invitees = {"contacts": [{"contactId": "c-203"}], "groups": [{"groupId": "g-302", "name": "Night shift"}]}
    return await gateway.data(
        f"""mutation ($input: UpdateMeetingInput!) {{ updateMeeting(input: $input) {{
              meeting {{ invitees {Selection(SCHEMA).of("Invitees")} }} }} }}""",
        input={"meeting": meeting["id"], "vendor": {"enablex": {"invitees": invitees}}},
    )


async def test_every_list_says_what_of_it_cannot_be_read_and_every_vendor_what_is_wrong(
    gateway: Gateway, world: World
) -> None:
    found = await gateway.data(
        """{ rooms(first: 100, filter: {vendors: VSEE}) { nodes { vendorId providers { nodes { id } } } }
             meetings(first: 1, filter: {vendors: ENABLEX}) { nodes { startsAt } } }"""
    )
    room = next(row["vendorId"] for row in found["rooms"]["nodes"] if row["providers"]["nodes"])
    garbled = {"data": ["?"], "status": True, "result": 1, "sessions": ["?"], "devices": ["?"], "total": 1}
    for vendor, path, body in (
        ("VSEE", "*/visits", garbled),
        ("VSEE", "*/providers", garbled),
        ("VSEE", "/api_v3/rooms", {"data": [{"code": room}, "?"]}),
        ("ENABLEX", "*/sessions", garbled),
        ("VCONNCT", "*/list_attendance*", garbled),
        ("TELECOMX", "*/iptv/device", garbled),
    ):
        world.fail(vendor, path=path, status=200, body=json.dumps(body))
    answer = await gateway.data(
        """query ($input: CheckConflictsInput!) {
             meetings(first: 100) { __typename unavailable { missing } nodes {
               sessions { __typename unavailable { missing } nodes {
                 attendance { __typename unavailable { missing } } } } } }
             rooms(first: 100) { __typename unavailable { missing } nodes {
               providers { __typename unavailable { missing } } } }
             devices { __typename unavailable { missing } }
             checkConflicts(input: $input) { __typename unavailable { missing } } }""",
        input={
            "startsAt": found["meetings"]["nodes"][0]["startsAt"],
            "durationMinutes": 60,
            "hosts": [{"vendor": "VSEE", "id": "85741"}],
        },
    )
    world.heal("TELECOMX")
    world.fail("TELECOMX", status=429, body="{}", headers={"retry-after": "30"})
    await gateway.ask("{ devices { nodes { id } } }")
    answer |= await gateway.data("{ vendors { __typename problems { code } } }")
    told = set(filled(answer)) & set(PROBLEMS)
    assert told == {name for name, where in PROBLEMS.items() if where.endswith("below.")}


async def test_every_thing_is_the_same_by_its_id(gateway: Gateway) -> None:
    found = await shown(gateway, list(VENDORS), ONCE)
    # A host has an id for caches; no vendor has a call for one.
    things = {thing["id"]: thing for thing in _things(found) if thing["__typename"] != "Host"}
    kinds = {thing["__typename"] for thing in things.values()}
    assert kinds == {kind.name for kind in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
    for kind in sorted(kinds):
        ids = [id for id, thing in things.items() if thing["__typename"] == kind]
        selection = Selection(SCHEMA, lambda field: field not in BACK).of(kind)
        again = await gateway.data(
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...on {kind} {selection} }} }}", ids=ids
        )
        for id, thing in zip(ids, again["nodes"], strict=True):
            assert set(differing(things[id], thing)) == set(), kind


@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_vendors_habits_change_nothing_but_what_they_must(
    vendor: str, still: World, place: Place
) -> None:
    settings = demo.settings(0, still.first_port).model_copy(update=ROOMY)
    wrong: dict[str, set[str]] = {}

    async def told() -> Any:
        # An adapter may learn its vendor's habits, so that each habit meets a new one.
        adapters = registry.open_all(settings, tenant=DEFAULT_TENANT, now=lambda: NOW)
        async with place.opened(settings, adapters) as gateway:
            found = await shown(gateway, [vendor], ONCE)
            assert await undocumented(gateway) == []
            return found

    usual = await told()
    for name, value in habits.of(vendor):
        before = still.switches(vendor)[name]
        still.switch(vendor, **{name: value})
        fields = set(differing(usual, await told()))
        still.switch(vendor, **{name: before})
        allowed, _ = habits.DIFFERENCES.get((vendor, name, value), (set(), ""))
        if not fields <= allowed or (allowed and not fields):
            wrong[f"{name}={value}"] = fields - allowed
    assert wrong == {}


def _things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _things(item)
    elif isinstance(value, dict):
        if "id" in value:
            yield value
        for inner in value.values():
            yield from _things(inner)


def differing(one: Any, other: Any, field: str = "") -> Iterator[str]:
    """The names of the innermost fields in which two answers differ; cursors do not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        # Whoever selected less has not said anything else.
        for name in one.keys() & other.keys() - {"pageInfo", "cursor"}:
            yield from differing(one[name], other[name], name)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for mine, theirs in zip(one, other, strict=True):
            yield from differing(mine, theirs, field)
    elif field in ("ical", "icalWithoutSecrets") and one and other:
        # Each says when it was written.
        if STAMP.sub("", one) != STAMP.sub("", other):
            yield field
    elif field == "asOf" and one and other:
        # Each says when it was read; the vendors are well, so what was read later is from later.
        if not datetime.fromisoformat(one) < datetime.fromisoformat(other):
            yield field
    elif one != other:
        yield field

"""Whoever is shown a secret is in the audit log: who, which fields, of which things; and never the secret."""

import json
from typing import Any

from graphql import GraphQLObjectType
from pydantic import SecretStr

from graph.schema.build import build
from graph.schema.core import core_of
from graph.schema.declaration import declaration_of
from graph.serving.process import demo
from models.documents.audit import Audit
from tests.support.engine import until
from tests.support.gateway import Gateway, Place
from tests.support.mongo import KEY
from tests.support.world import World

PINS = (
    """{ rooms(first: 100, filter: {vendors: [ENABLEX]}) { nodes { id pins { moderator participant } } } }"""
)
ATTENDANCE = """{ meetings(first: 100, filter: {vendors: [VCONNCT]}) { nodes {
    sessions { nodes { id attendance { nodes { fullName } } } } } } }"""
ADDRESSES = """{ meetings(first: 100, filter: {vendors: [TELECOMX]}) { nodes {
    id participants { address } joinLinks { url } } } }"""
NO_SECRET = """{ meetings(first: 100) { nodes { id title icalWithoutSecrets pins { __typename } } } }"""
SECRET = {
    *("Attendance.fullName", "DeviceSettings.medcomUri", "DialIn.numbers", "Invitees.emails", "JoinLink.url"),
    *("InvitedContact.email", "InvitedContact.name", "JoinByLink.pin", "Meeting.ical"),
    *("MeetingParticipant.address", "Pins.moderator", "Pins.participant", "Provider.email", "Provider.phone"),
    *("Recording.url", "SettingsTemplate.organizerEmail", "Visit.conferenceHosts"),
    *("Provider.username", "Provider.vseeId", "Visit.code", "Visit.memberId", "Meeting.uri", "Room.uri"),
}


async def trail(gateway: Gateway, entries: int) -> list[dict[str, Any]]:
    """What the audit log holds of shown secrets, once there is so much."""

    async def read() -> list[dict[str, Any]]:
        return await Audit.get_pymongo_collection().find({"result": "REVEALED"}).sort("_id").to_list()

    found: list[dict[str, Any]] = []

    async def there() -> bool:
        found[:] = gateway.serving.run(read())
        return len(found) >= entries

    await until(there)
    assert len(found) == entries
    return found


def nodes(data: Any, root: str) -> list[Any]:
    found: list[Any] = data[root]["nodes"]
    return found


def test_the_fields_that_are_declared_secret_are_the_ones_that_are_watched() -> None:
    types = [type_ for type_ in core_of(build()).type_map.values() if isinstance(type_, GraphQLObjectType)]
    declared = {
        f"{type_.name}.{name}": declaration
        for type_ in types
        for name, field in type_.fields.items()
        if (declaration := declaration_of(field)) is not None
    }
    assert {place for place, declaration in declared.items() if declaration.secret} == SECRET


async def test_who_reads_pins_is_in_the_trail_with_the_rooms_and_without_the_pins(gateway: Gateway) -> None:
    rooms = nodes(await gateway.data(PINS), "rooms")
    (entry,) = await trail(gateway, 1)
    shown = [room for room in rooms if room["pins"] and any(room["pins"].values())]
    assert shown
    assert (entry["caller"], entry["result"]) == ("anonymous", "REVEALED")
    assert entry["details"] == {"fields": ["Pins.moderator", "Pins.participant"]}
    assert entry["things"] == sorted(room["id"] for room in shown)
    assert entry["request_id"]
    kept = json.dumps(entry, default=str)
    pins = {pin for room in shown for pin in room["pins"].values() if pin}
    assert not [pin for pin in pins if pin in kept.replace(entry["request_id"], "").replace(entry["_id"], "")]


async def test_whose_attendance_was_shown_is_known_behind_pages_and_edges(gateway: Gateway) -> None:
    meetings = nodes(await gateway.data(ATTENDANCE), "meetings")
    sessions = [session for meeting in meetings for session in meeting["sessions"]["nodes"]]
    (entry,) = await trail(gateway, 1)
    named = [
        session["id"]
        for session in sessions
        if any(person["fullName"] for person in (session["attendance"] or {"nodes": ()})["nodes"])
    ]
    assert entry["details"] == {"fields": ["Attendance.fullName"]}
    assert entry["things"] == sorted(named)


async def test_links_and_addresses_of_participants_belong_to_their_meetings(gateway: Gateway) -> None:
    meetings = nodes(await gateway.data(ADDRESSES), "meetings")
    (entry,) = await trail(gateway, 1)
    assert entry["details"] == {"fields": ["JoinLink.url", "MeetingParticipant.address"]}
    assert entry["things"] == sorted(
        meeting["id"] for meeting in meetings if meeting["participants"] or meeting["joinLinks"]
    )


async def test_who_is_shown_no_secret_leaves_no_entry(gateway: Gateway) -> None:
    await gateway.data(NO_SECRET)
    await gateway.data(PINS)
    (entry,) = await trail(gateway, 1)
    assert "Pins.moderator" in entry["details"]["fields"]


async def test_a_calendar_entry_with_a_link_is_a_secret(gateway: Gateway) -> None:
    asked = "{ meetings(first: 3) { nodes { id ical(role: GUEST) } } }"
    rows = nodes(await gateway.data(asked), "meetings")
    (entry,) = await trail(gateway, 1)
    assert entry["details"] == {"fields": ["Meeting.ical"]}
    assert entry["things"] == sorted(row["id"] for row in rows if row["ical"])


async def test_secrets_are_not_shown_while_mongodb_is_away_and_everything_else_is(
    world: World, place: Place
) -> None:
    away = {"mongodb_uri": SecretStr("mongodb://127.0.0.1:1"), "store_keys": (SecretStr(KEY),)}
    settings = demo.settings(0, world.first_port).model_copy(update=away)
    async with place.opened(settings) as gateway:
        answer = await gateway.ask(PINS)
    rooms = answer["data"]["rooms"]["nodes"]
    assert any(room["pins"] for room in rooms)
    assert not [pin for room in rooms if room["pins"] for pin in room["pins"].values() if pin]
    told = [error["extensions"] for error in answer["errors"] if "vendor" not in error["extensions"]]
    assert [each["code"] for each in told] == ["SERVICE_UNAVAILABLE"] * 2

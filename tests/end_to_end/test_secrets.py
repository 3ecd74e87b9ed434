"""Secrets of all four vendors: where nobody asked for one, none is in an answer, a log record or a representation."""

import itertools
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from graph.schema.build import build
from graph.schema.core import core_of
from graph.serving.app import utc_now
from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from models.listing import MeetingQuery, RoomQuery
from simulators.vconnct.seed import session_id
from simulators.world import DOCTORS, PATIENTS
from tests.support.every_field import Selection
from tests.support.gateway import Gateway
from tests.support.mongo import KEY
from tests.support.plain_http import plain_client
from tests.support.serve import bearer, serving
from tests.support.world import VENDORS, World
from vendors import registry

SCHEMA = core_of(build())

# The fields that hold what must not be met elsewhere.
SECRET = {
    *("Meeting.pins", "Room.pins", "Session.pins", "Meeting.joinLinks", "Room.joinLinks", "Recording.url"),
    *("DeviceSettings.medcomUri", "MeetingParticipant.address", "Attendance.fullName", "Provider.phone"),
    *(
        "Provider.email",
        "DialIn.numbers",
        "Invitees.emails",
        "InvitedContact.email",
        "Visit.dialIn",
        "Visit.conferenceHosts",
    ),
    *("JoinByLink.link", "JoinByLink.pin", "Meeting.ical"),
}


def canaries(value: Any, names: set[str], parent: str = "") -> set[str]:
    """The texts under the secret fields of an answer."""
    if isinstance(value, list):
        return {found for item in value for found in canaries(item, names, parent)}
    if isinstance(value, dict):
        type_ = value.get("__typename", "")
        return {
            found
            for name, inner in value.items()
            for found in (texts(inner) if f"{type_}.{name}" in names else canaries(inner, names, type_))
        }
    return set()


def texts(value: Any) -> set[str]:
    if isinstance(value, list):
        return {found for item in value for found in texts(item)}
    if isinstance(value, dict):
        return {found for name, item in value.items() if name != "__typename" for found in texts(item)}
    # Short words such as a role are no secrets, and would be found anywhere.
    return (
        {value} if isinstance(value, str) and len(value) > 5 and not re.fullmatch(r"[A-Z]+", value) else set()
    )


def lists(wanted: Any) -> list[str]:
    select = Selection(SCHEMA, wanted)
    return [
        f"{{ meetings(first: 100) {select.of('MeetingConnection')} }}",
        f"{{ rooms(first: 100) {select.of('RoomConnection')} }}",
        f"{{ devices(first: 100) {select.of('DeviceConnection')} }}",
    ]


# The demo's people also give their names to rooms and visits, so that theirs prove nothing; hers do.
CAST = {doctor.name for doctor in DOCTORS} | set(PATIENTS)
GUEST = "Canary Attendee 7731"


@pytest.fixture
async def secrets(gateway: Gateway, world: World) -> set[str]:
    """Every secret that the vendors' worlds hold."""
    world.hook("VCONNCT", "attend", session_id=session_id(1, 1), full_name=GUEST)
    found: set[str] = set()
    for query in lists(lambda field: True):
        found |= canaries(await gateway.data(query), SECRET)
    assert GUEST in found
    assert len(found) > 100
    return found - CAST


def leaked(secrets: set[str], text: str) -> list[str]:
    return sorted(secret for secret in secrets if secret in text and stands_in(text, secret))


def stands_in(text: str, secret: str) -> bool:
    """Whether a secret is in a text; a PIN as a number of its own, for others' random numbers hold any six digits."""
    return not secret.isdigit() or bool(re.search(rf"(?<![0-9A-Za-z.]){secret}(?![0-9A-Za-z])", text))


async def test_no_secret_is_in_an_answer_that_did_not_ask_for_one(
    secrets: set[str], gateway: Gateway
) -> None:
    for query in lists(lambda field: field not in SECRET):
        answer = await gateway.ask(query)
        assert leaked(secrets, json.dumps(answer, ensure_ascii=False)) == []


async def test_no_secret_is_in_a_log_record(
    secrets: set[str], gateway: Gateway, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        for query in lists(lambda field: True):
            await gateway.ask(query)
        for vendor in VENDORS:
            world.fail(vendor, status=500, body=json.dumps({"error": sorted(secrets)}))
            await gateway.ask(lists(lambda field: field not in SECRET)[0])
            world.heal(vendor)
    assert caplog.records
    assert leaked(secrets, caplog.text) == []


async def test_what_a_vendor_says_in_anger_is_not_passed_on(
    secrets: set[str], gateway: Gateway, world: World
) -> None:
    some = sorted(secrets)[:50]
    said = json.dumps({"error": some, "message": some, "desc": some})
    query = "{ meetings { nodes { id } unavailable { message } } rooms { nodes { id } } }"
    for vendor, status in itertools.product(VENDORS, (200, 400, 401, 403, 409, 500, 503)):
        world.fail(vendor, status=status, body=said)
        answer = await gateway.ask(query)
        world.heal(vendor)
        assert leaked(secrets, json.dumps(answer, ensure_ascii=False)) == []


async def test_no_secret_is_in_a_representation(secrets: set[str], world: World) -> None:
    for adapter in registry.open_all(
        demo.settings(0, world.first_port), tenant=DEFAULT_TENANT, now=utc_now
    ).values():
        meetings = await adapter.list_meetings(MeetingQuery(), 1)
        rooms = await adapter.list_rooms(RoomQuery(), 1)
        assert meetings.items
        assert leaked(secrets, repr((adapter, meetings, rooms))) == []
        await adapter.aclose()


async def test_no_clinical_text_is_in_a_log_or_in_the_store(
    world: World, mongodb: str, tmp_path: Path
) -> None:
    text = "Canary consultation 8841"
    settings = {
        **{
            "MONGODB_URI": mongodb,
            "MONGODB_DATABASE": "texts",
            "STORE_KEYS": f'["{KEY}"]',
            "LOG_LEVEL": "debug",
        },
        **{"VCONNCT__BASE_URL": world.addresses["VCONNCT"], "VCONNCT__LICENSE": "vconnct-demo-license"},
    }
    log = tmp_path / "log"
    write = "mutation($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) { meeting { description } } }"
    part = {"vconnct": {"welcomeText": text}}
    input = {"title": text, "description": text, "startsAt": "2090-01-31T09:30:00Z", "vendor": part}
    read = f'{{ meetings(filter: {{text: "{text}"}}) {{ nodes {{ title }} }} }}'
    with serving(settings, log=log) as (_, address):
        async with plain_client(timeout=20, headers=bearer()) as client:
            url = f"{address}/graphql"
            made = await client.post(url, json={"query": write, "variables": {"input": input}})
            assert made.json()["data"]["scheduleMeeting"]["meeting"] == {"description": text}
            found = await client.post(url, json={"query": read})
            assert found.json()["data"]["meetings"]["nodes"] == [{"title": text}]
    assert "MongoDB answers" in log.read_text()
    assert text not in log.read_text()
    async with AsyncMongoClient[dict[str, Any]](mongodb) as mongo:
        stored = [
            document
            async for name in _names(mongo["texts"])
            async for document in mongo["texts"][name].find()
        ]
    assert any(document.get("account") == "default/VCONNCT" for document in stored)
    assert text not in repr(stored)


async def _names(database: AsyncDatabase[dict[str, Any]]) -> AsyncIterator[str]:
    for name in await database.list_collection_names():
        yield name

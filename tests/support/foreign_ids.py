"""What two clinics are shown of their own, and how one asks for what is the other's."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from models.ids import Key, Kind, decode
from models.vendor import Vendor
from tests.support.clinics import NORTH, Clinic
from tests.support.id_operations import ALL, DAY, IdOperation

LISTS = {
    Kind.MEETING: "{ meetings(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
    Kind.ROOM: "{ rooms(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
    Kind.DEVICE: "{ devices(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
}
INNER = """{ meetings(first: 100, filter: { vendors: [ENABLEX] }) { nodes { sessions { nodes { id } } } }
  rooms(first: 100, filter: { vendors: [ENABLEX, VSEE] }) { nodes { providers { nodes { id } } polls { id } } } }"""
SEND = """mutation ($meeting: ID!, $device: ID!) {
  sendDeviceCommand(input: { meeting: $meeting, devices: [$device], type: SET_VOLUME, volume: 30 }) {
    commands { id } problems { message } } }"""
RUNNING = """{ meetings(first: 20, filter: { vendors: [TELECOMX], states: [RUNNING] }) {
  nodes { id devices { device { id } } } } }"""

DAYS = ((date(2035, 1, 1) + timedelta(days=number)).isoformat() for number in count())

Ids = dict[Kind, list[str]]


async def has_none(clinic: Clinic) -> bool:
    """Whether the gateway has seen that it has no account."""
    answer = await clinic.ask("{ vendors { isConfigured } }")
    return "errors" not in answer and not any(row["isConfigured"] for row in answer["data"]["vendors"])


async def has_all(clinic: Clinic) -> bool:
    return all(row["isConfigured"] for row in (await clinic.data("{ vendors { isConfigured } }"))["vendors"])


async def ids_of(clinic: Clinic) -> Ids:
    """All ids that a clinic is shown."""
    found: Ids = {}
    for kind, query in LISTS.items():
        found[kind], after = [], None
        while True:
            page = next(iter((await clinic.data(f"query ($after: String) {query}", after=after)).values()))
            found[kind] += [row["id"] for row in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
    inner = json.dumps((await clinic.ask(INNER))["data"])
    for id in re.findall(r'"id": "([^"]+)"', inner):
        found.setdefault(decode(id, clinic.name).kind, []).append(id)
    return found


async def a_command(clinic: Clinic) -> tuple[str, str, str]:
    """The ids of a command that was given through this API, of its meeting and its device."""
    for meeting in (await clinic.data(RUNNING))["meetings"]["nodes"]:
        for entry in meeting["devices"] or ():
            asked = {"meeting": meeting["id"], "device": entry["device"]["id"]}
            sent = (await clinic.data(SEND, **asked))["sendDeviceCommand"]
            if sent["commands"]:
                return sent["commands"][0]["id"], asked["meeting"], asked["device"]
    raise AssertionError("no meeting runs")


def never(id: str, known: set[str]) -> str:
    """An id of the same form that nobody ever had."""
    key = decode(id, NORTH)
    for tail in ("77", "78", "79", "7a", "7b"):
        last = key.parts[-1]
        made = Key(key.kind, key.account, (*key.parts[:-1], last[:-2] + tail)).encoded()
        if made not in known and made != id:
            return made
    raise AssertionError("all of them are taken")


def one_for_each_vendor(ids: list[str]) -> list[str]:
    return list({decode(id, NORTH).vendor: id for id in ids}.values())


@dataclass(frozen=True, slots=True)
class Question:
    """What one clinic asks twice: for a thing of the other clinic, and for one that never existed.

    Attributes:
        place: the field or input field that takes the id.
        foreign: the id of the other clinic's thing.
        absent: an id of the same form that nobody ever had.
        own: ids of what the asking clinic has, by their names in operations.
    """

    place: str
    operation: IdOperation
    foreign: str
    absent: str
    own: Mapping[str, str]


async def questions(asking: Clinic, other: Clinic) -> list[Question]:
    """All that one clinic may ask for what the other has and itself has not."""
    command, _, _ = await a_command(other)
    _, meeting, device = await a_command(asking)
    theirs, ours = await ids_of(other), await ids_of(asking)
    theirs[Kind.COMMAND] = [command]
    known = {id for ids in (*theirs.values(), *ours.values()) for id in ids}
    enablex = next(id for id in ours[Kind.MEETING] if decode(id, asking.name).vendor is Vendor.ENABLEX)
    own = {"meeting": meeting, "device": device, "enablex": enablex}
    return [
        Question(place, operation, id, never(id, known), own)
        for place, operation in ALL.items()
        for kind in operation.kinds
        for id in one_for_each_vendor([id for id in theirs.get(kind, ()) if id not in ours.get(kind, ())])
    ]


def given(operation: IdOperation, id: str, own: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The text and the variables of an operation that asks for an id."""
    variables = {name: value for name, value in own.items() if f"${name}:" in operation.text}
    # On a day of its own, so that no meeting of an earlier question is in the way.
    text = operation.text.replace("$own", own["enablex"]).replace(DAY, next(DAYS))
    return text, variables | operation.variables(decode(id, NORTH))


async def asked(clinic: Clinic, operation: IdOperation, id: str, own: Mapping[str, str]) -> str:
    """The answer, with its cost, without the id and what is of each request its own."""
    text, variables = given(operation, id, own)
    if operation.is_subscription:
        shown = "\n".join(await first_events(clinic, text, variables))
    else:
        shown = json.dumps(await clinic.ask(text, **variables), sort_keys=True)
    for part in (id, *decode(id, NORTH).parts):
        shown = shown.replace(part, "<id>")
    shown = re.sub(r'"requestId": ?"[^"]*"', "", shown)
    # What was used of a call's time, and how much of the caller's points is left.
    return re.sub(r'"(ms|available|currentlyAvailable)": ?[0-9.]+', "", shown)


async def first_events(clinic: Clinic, query: str, variables: Any) -> list[str]:
    """The events of a subscription until it ends, or is silent for a moment."""
    headers = {**clinic.headers, "accept": "text/event-stream"}
    found: list[str] = []
    body = {"query": query, "variables": variables}
    client, url = clinic.gateway.client, clinic.gateway.url
    async with client.stream("POST", url, json=body, headers=headers) as response:
        try:
            async with asyncio.timeout(1.0):
                found += [line async for line in response.aiter_lines() if line.startswith(("data", "event"))]
        except TimeoutError:
            found.append("it goes on")
    return found


async def first_event(clinic: Clinic, query: str, variables: Any) -> None:
    """Waits for the first event of a subscription, its end, or, where it is silent, for its start."""
    headers = {**clinic.headers, "accept": "text/event-stream"}
    body = {"query": query, "variables": variables}
    client, url = clinic.gateway.client, clinic.gateway.url
    async with client.stream("POST", url, json=body, headers=headers) as response:
        async for line in response.aiter_lines():
            if line:
                return

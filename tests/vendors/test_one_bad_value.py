"""Through every adapter: a value of a documented body that is wrong costs its own field, and the answer says so."""

import asyncio
import copy
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

import pytest
from msgspec import UNSET

from models.errors import MeetgraphError
from models.ids import Key
from models.vendor import Vendor
from tests.vendors.test_odd_bodies import adapter_over, body_of, identities, outcome, reads
from vendors.http import operation_scope

# The text is what half a pair of surrogates is decoded to.
OBJECT, LIST, NUMBER, TEXT = {"a": [1]}, [[1], {}], 10**400, "\ufffd"
# These have the type of a time or a number, and mean nothing where one is expected.
NO_DAY, HALF, BEYOND = "2024-02-30T10:00:00.000Z", 1.5, 3_000_000_000
WRONG: list[Any] = [OBJECT, LIST, NUMBER, TEXT, True, NO_DAY, HALF, BEYOND]
READS = [
    (Vendor.TELECOMX, "devices", "list_devices"),
    (Vendor.TELECOMX, "device", "devices"),
    (Vendor.TELECOMX, "room_nested", "meetings"),
    (Vendor.TELECOMX, "conference_flat", "meetings"),
    (Vendor.TELECOMX, "conference_flat", "list_meetings"),
    (Vendor.TELECOMX, "room_of_device", "current_meetings"),
    (Vendor.TELECOMX, "settings", "settings_templates"),
    (Vendor.ENABLEX, "meeting", "meetings"),
    (Vendor.ENABLEX, "meetings", "list_meetings"),
    (Vendor.ENABLEX, "permanent_room", "list_rooms"),
    (Vendor.ENABLEX, "sessions", "sessions_of_meetings"),
    (Vendor.ENABLEX, "polls", "polls_of_rooms"),
    (Vendor.ENABLEX, "lobby", "lobbies"),
    (Vendor.ENABLEX, "timezones", "time_zones"),
    (Vendor.VCONNCT, "list_meetings", "list_meetings"),
    (Vendor.VCONNCT, "list_sessions", "sessions"),
    (Vendor.VCONNCT, "list_attendance", "attendance"),
    (Vendor.VCONNCT, "list_general_meeting_setting", "default_meeting_settings"),
    (Vendor.VSEE, "visits", "list_meetings"),
    (Vendor.VSEE, "rooms", "list_rooms"),
    (Vendor.VSEE, "room", "rooms"),
    (Vendor.VSEE, "queue", "room_queues"),
]
# Which of these shapes such a field may have, beside those that `is_its_own` knows.
WORD = (TEXT, NO_DAY, HALF, BEYOND)
MAY_BE: Mapping[tuple[Vendor, str], tuple[tuple[Any, ...], str]] = {
    (Vendor.TELECOMX, "quality"): (WORD, "A word that nobody knows is UNKNOWN."),
    (Vendor.TELECOMX, "meetingType"): (WORD, "A word that nobody knows is UNKNOWN."),
    (Vendor.TELECOMX, "tabletSetting"): (
        (TEXT, NO_DAY),
        "Settings that are only named; a number is no name.",
    ),
    (Vendor.TELECOMX, "guestMicrophone"): ((True,), "A switch, also where the example has a word for it."),
    (Vendor.ENABLEX, "is_dst"): ((True,), "A switch, also where the example has a digit for it."),
    (Vendor.ENABLEX, "meeting_id"): (WORD, "A session that names another meeting is not this one's."),
    (Vendor.VSEE, "group"): ((True,), "Its type is not documented: it may only say that this is for groups."),
}
# Without these there is no thing, or no success; beside them stand the envelopes.
NEEDED: Mapping[Vendor, set[str]] = {
    Vendor.TELECOMX: {"_id", "meeting", "devices", "settings"},
    Vendor.ENABLEX: {
        *("result", "meeting", "meetings", "permanent_room", "sessions", "polls", "timezones", "lobby"),
        *("meeting_id", "session_id", "user_id"),
    },
    Vendor.VCONNCT: {"status", "data", "meeting_id", "session_id"},
    Vendor.VSEE: {"data", "code", "id", "_id"},
}


def there(answer: Any) -> set[Any]:
    """What the answer of a read shows: the keys of things, or their places where they have none."""
    if isinstance(answer, MeetgraphError) or answer is None:
        return set()
    if isinstance(answer, Mapping):
        return {key for key, value in answer.items() if there(value)}
    rows = getattr(answer, "items", answer)
    if isinstance(rows, tuple):
        return {getattr(row, "key", index) for index, row in enumerate(rows)}
    return {"it"}


def values(answer: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Any]:
    """All single values of models, by where they stand."""
    if isinstance(answer, Mapping):
        parts: Any = answer.items()
    elif isinstance(answer, tuple | list):
        parts = ((getattr(entry, "key", index), entry) for index, entry in enumerate(answer))
    elif is_dataclass(answer) and not isinstance(answer, Key | type):
        parts = ((field.name, getattr(answer, field.name)) for field in fields(answer))
    else:
        return {path: str(answer) if isinstance(answer, MeetgraphError) else answer}
    return {place: leaf for step, part in parts for place, leaf in values(part, (*path, step)).items()}


def named(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all fields of objects."""
    inner: Any = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    found = [place for step, value in inner for place in named(value, (*path, step))]
    return [path, *found] if path and isinstance(path[-1], str) else found


def at(body: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        body = body[step]
    return body


def may_be(vendor: Vendor, field: str, wrong: Any) -> bool:
    """Whether a field may have this shape."""
    return any(wrong is shape for shape in MAY_BE.get((vendor, field), ((), ""))[0])


def is_its_own(wrong: Any, documented: Any, shown: list[Any]) -> bool:
    """Whether a field may have this shape: an object for an object, true for a switch, words for a text, and so on.

    Args:
        documented: what the field has in the documented body.
        shown: the values of the answer that differ from the usual ones.
    """
    if wrong in (NO_DAY, HALF, BEYOND) and any(
        str(wrong).casefold() in str(value).casefold()
        or (isinstance(value, datetime) and wrong is not NO_DAY)
        for value in shown
    ):
        return True
    if isinstance(wrong, str):
        return any(TEXT in str(value) for value in shown)
    kind = dict if isinstance(wrong, dict) else bool if wrong is True else None
    return kind is not None and isinstance(documented, kind)


def changed(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    body = copy.deepcopy(body)
    holder = body
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return body


async def costs(vendor: Vendor, name: str, read_name: str) -> tuple[set[str], set[str]]:
    """The fields of which a wrong value costs a thing, and those of which it costs a value without a word."""
    body = body_of(vendor, name)
    read = reads(vendor, sorted(identities(body))[:8] or ["1"])[read_name]
    usual = await outcome(read, adapter_over(vendor, body))
    assert there(usual), usual
    before = values(usual)
    things, silent = set(), set()
    for place in named(body):
        for wrong in WRONG:
            with operation_scope() as scope:
                answer = await outcome(read, adapter_over(vendor, changed(body, place, wrong)))
                # What cannot be read is noted when somebody reads it.
                after = values(answer)
            if not there(usual) <= there(answer):
                things.add(place[-1].strip())
            elif scope.gaps.problems() or may_be(vendor, place[-1], wrong):
                continue
            else:
                shown = [value for where, value in after.items() if before.get(where, UNSET) != value]
                if before != after and not is_its_own(wrong, at(body, place), shown):
                    silent.add(f"{'.'.join(map(str, place))} = {type(wrong).__name__}")
    return things, silent


@pytest.mark.parametrize(("vendor", "name", "read_name"), READS)
def test_a_wrong_value_costs_its_own_field_and_the_answer_says_so(
    vendor: Vendor, name: str, read_name: str
) -> None:
    with asyncio.Runner() as runner:
        things, silent = runner.run(costs(vendor, name, read_name))
    assert things <= NEEDED[vendor]
    assert silent == set()

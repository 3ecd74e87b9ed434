"""Every code of EnableX' table, provoked at the stand-in behind our checks, and what a caller is told of it."""

from collections.abc import AsyncIterator
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from models.access import Capacity
from models.drafts import LobbyDraft, MediaDraft, MeetingChanges, MeetingDraft, PinReset, RoomChanges
from models.errors import VendorRejected, WriteRefused
from models.meeting import Invitees
from models.problem import Conflict, InvalidInput, NotAllowed, Problem, ProblemCode, Rejected
from models.settings import MeetingSettings
from models.vendor import Vendor
from simulators.enablex.app import EnableX
from simulators.enablex.envelope import TEXT
from tests.support.accounts import ENABLEX
from tests.support.enablex import NOW, a_draft, meeting_key, room_key
from vendors.enablex import refusals
from vendors.enablex.adapter import EnableXAdapter
from vendors.enablex.lobby_writes import SetLobby
from vendors.enablex.settings import EnableXSettings
from vendors.enablex.writes import (
    EnableXContext,
    EnableXWrite,
    ResetPins,
    ScheduleMeeting,
    UpdateMeeting,
    UpdateRoom,
)
from vendors.http import FormPart, VendorHttp
from vendors.writing import Request, carried_out

START = (NOW + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M:%S")
MEETING = {
    "room_name": "Eye check",
    "start_time": START,
    "timezone_id": "11",
    "duration": 30,
    "moderators": 1,
    "participants": 4,
}
FILM = "https://media.example/film.mp4"


@pytest.fixture
async def at(simulator: EnableX, server: tuple[EnableX, str]) -> AsyncIterator[EnableXContext]:
    settings = EnableXSettings.model_validate(
        {"base_url": server[1], "app_id": "enablex-demo-app", "app_key": "enablex-demo-key"}
    )
    http = VendorHttp(account=ENABLEX, base_url=server[1])
    adapter = EnableXAdapter(settings, http, simulator.clock.now)
    yield adapter.writes_at
    await adapter.aclose()


async def provoked(write: EnableXWrite[Any]) -> Problem:
    with pytest.raises(WriteRefused) as raised:
        await carried_out(write)
    assert raised.value.by_vendor
    (problem,) = raised.value.problems
    return problem


def unchecked(kind: Any, request: Request) -> Any:
    """The write with this call, and without our checks before it."""

    class Unchecked(kind):
        async def problems(self) -> Any:
            return ()

        async def request(self) -> Request:
            return request

    return Unchecked


def scheduling(body: dict[str, Any], at: EnableXContext) -> Any:
    return unchecked(ScheduleMeeting, Request("POST", "/meetings", json=body))(at, a_draft())


INVALID, REQUIRED = ProblemCode.INVALID, ProblemCode.REQUIRED
TOO_SMALL, TOO_LARGE = ProblemCode.TOO_SMALL, ProblemCode.TOO_LARGE

# Of meetings: what is wrong with the body (None: left out), the code, and the problem with its path and limit.
OF_MEETINGS: list[tuple[dict[str, Any], str, ProblemCode, tuple[str, ...], int | None]] = [
    ({"start_time": "2030-01-01 10:00:00"}, "1601", ProblemCode.NOT_IN_FUTURE, ("starts_at",), None),
    ({"start_time": "tomorrow"}, "1602", INVALID, ("starts_at",), None),
    ({"start_time": None}, "1603", REQUIRED, ("starts_at",), None),
    ({"room_name": None}, "1611", REQUIRED, ("title",), None),
    ({"room_name": "ab"}, "1612", ProblemCode.TOO_SHORT, ("title",), 3),
    ({"room_name": "x" * 51}, "1613", ProblemCode.TOO_LONG, ("title",), 50),
    ({"duration": None}, "1631", REQUIRED, ("duration_minutes",), None),
    ({"duration": 9}, "1632", TOO_SMALL, ("duration_minutes",), 10),
    ({"duration": 1441}, "1633", TOO_LARGE, ("duration_minutes",), None),
    ({"duration": "long"}, "1634", INVALID, ("duration_minutes",), None),
    ({"moderators": None}, "1641", REQUIRED, ("capacity", "moderators"), None),
    ({"moderators": 0}, "1642", TOO_SMALL, ("capacity", "moderators"), 1),
    ({"moderators": 51}, "1643", TOO_LARGE, ("capacity", "moderators"), None),
    ({"moderators": "many"}, "1644", INVALID, ("capacity", "moderators"), None),
    ({"participants": None}, "1651", REQUIRED, ("capacity", "participants"), None),
    ({"participants": -1}, "1652", TOO_SMALL, ("capacity", "participants"), 0),
    ({"participants": 51}, "1653", TOO_LARGE, ("capacity", "participants"), None),
    ({"participants": "many"}, "1654", INVALID, ("capacity", "participants"), None),
    ({"auto_recording": "yes"}, "1672", INVALID, ("settings", "auto_start_recording"), None),
    ({"timezone_id": None}, "1681", REQUIRED, ("time_zone",), None),
    ({"timezone_id": ""}, "1683", REQUIRED, ("time_zone",), None),
    ({"timezone_id": "7"}, "1684", INVALID, ("time_zone",), None),
    ({"send_mail": "yes"}, "1692", INVALID, ("sends_mail",), None),
    ({"wait_for_moderator": "yes"}, "1693", INVALID, ("settings", "wait_for_moderator"), None),
    ({"knock": "yes"}, "1694", INVALID, ("settings", "knock"), None),
    ({"invitees": "all"}, "1695", INVALID, ("invitees",), None),
    ({"invitees": {"emails": "a@b.example"}}, "1696", INVALID, ("invitees", "emails"), None),
    ({"invitees": {"contact_ids": "c-1"}}, "1697", INVALID, ("invitees", "contact_ids"), None),
    ({"invitees": {"group_ids": "g-1"}}, "1698", INVALID, ("invitees", "group_ids"), None),
]


@pytest.mark.parametrize(
    ("wrong", "code", "kind", "path", "limit"), OF_MEETINGS, ids=[row[1] for row in OF_MEETINGS]
)
async def test_a_code_of_meetings_has_its_place_in_the_draft(
    wrong: dict[str, Any],
    code: str,
    kind: ProblemCode,
    path: tuple[str, ...],
    limit: int | None,
    at: EnableXContext,
) -> None:
    body = {name: value for name, value in {**MEETING, **wrong}.items() if value is not None}
    problem = await provoked(scheduling(body, at))
    assert isinstance(problem, InvalidInput)
    assert (problem.vendor_code, problem.code, problem.path, problem.limit) == (code, kind, path, limit)


async def test_a_missing_description_has_its_place(simulator: EnableX, at: EnableXContext) -> None:
    simulator.set_switches({"desc_required": True})
    problem = await provoked(scheduling(MEETING, at))
    assert (problem.vendor_code, problem.code, problem.path) == ("1621", REQUIRED, ("description",))


@pytest.mark.parametrize("code", [1684, 1685, 1686, 1691])
async def test_four_codes_say_that_a_zone_is_unknown(
    code: int, simulator: EnableX, at: EnableXContext
) -> None:
    simulator.set_switches({"invalid_timezone_code": code})
    changes = MeetingChanges(meeting=meeting_key("mtg-0007"))
    request = Request("PATCH", "/meetings/mtg-0007", json={"timezone_id": "7"})
    problem = await provoked(unchecked(UpdateMeeting, request)(at, changes))
    assert (problem.vendor_code, problem.code, problem.path) == (str(code), INVALID, ("time_zone",))


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({"room_name": ""}, "1611", ("name",)),
        ({"room_name": "ab"}, "1612", ("name",)),
        ({"room_name": "x" * 51}, "1613", ("name",)),
        ({"moderators": 0}, "1642", ("capacity", "moderators")),
        ({"moderators": 51}, "1643", ("capacity", "moderators")),
        ({"moderators": "many"}, "1644", ("capacity", "moderators")),
        ({"participants": -1}, "1652", ("capacity", "participants")),
        ({"participants": 51}, "1653", ("capacity", "participants")),
        ({"participants": "many"}, "1654", ("capacity", "participants")),
        ({"auto_recording": "yes"}, "1672", ("settings", "auto_start_recording")),
        ({"wait_for_moderator": "yes"}, "1693", ("settings", "wait_for_moderator")),
        ({"knock": "yes"}, "1694", ("settings", "knock")),
    ],
)
async def test_a_code_of_rooms_has_its_place_in_the_changes(
    body: dict[str, Any], code: str, path: tuple[str, ...], at: EnableXContext
) -> None:
    changes = RoomChanges(room=room_key("permanent", "u-1"))
    request = Request("PATCH", "/perm-10001", json=body)
    problem = await provoked(unchecked(UpdateRoom, request)(at, changes))
    assert (problem.vendor_code, problem.path) == (code, path)


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({"reset_mpin": "yes", "reset_ppin": True}, "1901", ("moderator",)),
        ({"reset_mpin": True, "reset_ppin": "yes"}, "1902", ("participant",)),
        ({}, "1903", None),
    ],
)
async def test_a_code_of_pins_has_its_place_in_the_reset(
    body: dict[str, Any], code: str, path: tuple[str, ...] | None, at: EnableXContext
) -> None:
    request = Request("PATCH", "/perm-10001", json=body, headers={"X-Action": "reset-pins"})
    problem = await provoked(unchecked(ResetPins, request)(at, PinReset(room=room_key("permanent", "u-1"))))
    assert (problem.vendor_code, problem.path) == (code, path)


def chosen(kind: str, *parts: tuple[str, str]) -> list[FormPart]:
    return [FormPart(f"options[{kind}]", "true"), *(FormPart(name, value) for name, value in parts)]


OF_LOBBIES: list[tuple[list[FormPart], str, ProblemCode, tuple[str, ...] | None]] = [
    (chosen("message"), "2402", REQUIRED, ("messages",)),
    (chosen("image"), "2403", REQUIRED, ("images",)),
    (chosen("audio"), "2404", REQUIRED, ("audio",)),
    (chosen("video"), "2405", REQUIRED, ("video_url",)),
    (chosen("image", ("image", "door.png")), "2412", INVALID, ("images",)),
    (chosen("video", ("video[url]", FILM)), "2421", INVALID, ("video_url",)),
    (chosen("message", ("message[0][text]", "")), "2422", REQUIRED, ("messages",)),
    ([FormPart("message[0][text]", "Please wait")], "2423", REQUIRED, None),
    (chosen("message", ("message[0][text]", "Wait")), "2432", ProblemCode.TOO_SHORT, ("messages",)),
    (chosen("message", ("message[0][text]", "x" * 101)), "2433", ProblemCode.TOO_LONG, ("messages",)),
    (chosen("image", ("image", f'[{{"url": "{FILM}", "caption": 7}}]')), "2435", INVALID, ("images",)),
    (chosen("video", ("video", '[{"url": 7}]')), "2438", INVALID, ("video_url",)),
    (chosen("video", ("video[0][url]", "film.mp4")), "2453", INVALID, ("video_url",)),
]


@pytest.mark.parametrize("meeting_id", ["mtg-0007", "mtg-0011"], ids=["changed", "added"])
@pytest.mark.parametrize(("parts", "code", "kind", "path"), OF_LOBBIES, ids=[row[1] for row in OF_LOBBIES])
async def test_a_code_of_lobbies_has_its_place_in_the_draft(
    parts: list[FormPart],
    code: str,
    kind: ProblemCode,
    path: tuple[str, ...] | None,
    meeting_id: str,
    at: EnableXContext,
) -> None:
    draft = LobbyDraft(meeting=meeting_key(meeting_id), video_url=FILM)
    write = unchecked(SetLobby, Request("PATCH", f"/meetings/{meeting_id}/lobby", multipart=parts))(at, draft)
    write.is_added = meeting_id == "mtg-0011"
    problem = await provoked(write)
    assert isinstance(problem, InvalidInput)
    assert (problem.vendor_code, problem.code, problem.path) == (code, kind, path)


@pytest.mark.parametrize(
    ("draft", "path"),
    [
        ({"images": (MediaDraft(url=FILM),)}, ("images",)),
        ({"audio": MediaDraft(url=FILM)}, ("audio", "url")),
        ({"video_url": FILM}, ("video_url",)),
        ({"images": (MediaDraft(content=b"x"),), "audio": MediaDraft(url=FILM)}, ("audio", "url")),
        ({"images": (MediaDraft(url=FILM),), "audio": MediaDraft(url=FILM)}, None),
    ],
)
def test_a_bad_address_is_placed_where_there_is_one_place(draft: dict[str, Any], path: Any) -> None:
    paths = refusals.in_lobby(LobbyDraft(meeting=meeting_key("m-1"), **draft))
    assert refusals.problem(rejected("2453"), paths).path == path


# Of no call in particular


def rejected(code: str | None, message: str | None = None, status: int = 406) -> VendorRejected:
    return VendorRejected(
        Vendor.ENABLEX, "schedule meeting", status=status, vendor_code=code, vendor_message=message
    )


@pytest.mark.parametrize(
    ("paths", "path"),
    [
        (refusals.NEW_MEETING, None),
        (refusals.CHANGED_MEETING, ("meeting",)),
        (refusals.OF_MEETING, ("meeting",)),
        (refusals.CHANGED_ROOM, ("room",)),
        (refusals.PINS, ("room",)),
    ],
)
def test_an_inactive_room_is_a_conflict(paths: refusals.Paths, path: Any) -> None:
    problem = refusals.problem(rejected("1000"), paths)
    assert isinstance(problem, Conflict)
    assert (problem.code, problem.path, problem.vendor_code) == (ProblemCode.WRONG_STATE, path, "1000")


def test_duplicate_data_is_a_conflict() -> None:
    problem = refusals.problem(rejected("1504"), refusals.NEW_MEETING)
    assert isinstance(problem, Conflict)
    assert problem.code is ProblemCode.ALREADY_EXISTS


@pytest.mark.parametrize("code", ["1615", "1616", "1617", "1618"])
def test_what_the_account_lacks_is_not_allowed(code: str) -> None:
    problem = refusals.problem(rejected(code), refusals.NEW_MEETING)
    assert isinstance(problem, NotAllowed)
    assert (problem.code, problem.vendor_code) == (ProblemCode.NOT_ALLOWED, code)


@pytest.mark.parametrize("error", [rejected("1001"), rejected("401"), rejected(None, status=403)])
def test_what_is_said_of_the_credentials_goes_through(error: VendorRejected) -> None:
    assert refusals.explained(error, refusals.NEW_MEETING) is None


# Lists have no writes; the password API is none of ours; the rest is about headers or credentials, or is no code.
OF_NO_WRITE = {2501, 2603, 2604, 2605, 2606, 2608, 400, 401, 403, 404, 1001, 1002, 1401, 1403}


@pytest.mark.parametrize("code", sorted(TEXT.keys() - OF_NO_WRITE))
def test_every_code_of_a_write_has_words_of_ours(code: int) -> None:
    problem = refusals.problem(rejected(str(code)), refusals.NEW_MEETING)
    assert not isinstance(problem, Rejected)
    assert problem.message.endswith(".")
    assert TEXT[code] not in problem.message


@pytest.mark.parametrize("code", ["1", "16", "9999", "x", None])
def test_an_unknown_code_is_passed_on(code: str | None) -> None:
    problem = refusals.problem(rejected(code, "The moon is not full"), refusals.NEW_MEETING)
    assert isinstance(problem, Rejected)
    assert (problem.vendor_code, problem.vendor_message) == (code, "The moon is not full")


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Room is locked", "Room is locked"),
        ("Zimmer gesperrt – später", "Zimmer gesperrt – später"),
        ("x" * 300, "x" * 200),
        ("PIN 480517 is taken", None),
        ("Arabic ٤٨٠ too", None),
        ("ask ada@mail.example", None),
        ("see https://meet.example", None),
        ("two\nlines", None),
        ("", None),
        (None, None),
    ],
)
def test_words_that_may_repeat_a_secret_are_not_quoted(words: str | None, quoted: str | None) -> None:
    problem = refusals.problem(rejected("9999", words), refusals.NEW_MEETING)
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == quoted


def test_no_words_about_pins_are_quoted() -> None:
    assert not ResetPins.quotes
    problem = refusals.explained(rejected("9999", "PIN moonlight is taken"), refusals.PINS, quotes=False)
    assert isinstance(problem, Rejected)
    assert "moonlight" not in repr(problem)


@pytest.mark.parametrize(
    ("draft", "paths"),
    [
        (MeetingDraft, refusals.NEW_MEETING),
        (MeetingChanges, refusals.CHANGED_MEETING),
        (RoomChanges, refusals.CHANGED_ROOM),
        (PinReset, refusals.PINS),
        (LobbyDraft, refusals.in_lobby(LobbyDraft(meeting=meeting_key("m-1"), video_url=FILM))),
    ],
)
def test_every_place_is_one_of_the_draft(draft: type, paths: refusals.Paths) -> None:
    below = {"capacity": Capacity, "settings": MeetingSettings, "invitees": Invitees}
    for first, *rest in paths.values():
        assert first in {field.name for field in fields(draft)}
        assert all(name in {field.name for field in fields(below[first])} for name in rest)

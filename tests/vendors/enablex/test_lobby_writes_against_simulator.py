"""Writes of lobbies over a real socket: the form that EnableX is sent, and how many calls a lobby costs."""

import json
from typing import Any

import pytest

from models.drafts import LobbyDraft, MediaDraft
from models.errors import VendorBadResponse, VendorError, VendorRateLimited, VendorUnreachable, WriteRefused
from models.lobby import Lobby, LobbyImage, LobbyOptions
from models.meeting import MeetingState
from models.problem import Conflict, InvalidInput
from simulators.enablex.app import EnableX
from tests.support.enablex import Opened, meeting_key, written

WITH = meeting_key("mtg-0007")
WITHOUT = meeting_key("mtg-0011")
GONE = meeting_key("mtg-9999")

PICTURE = "https://media.example/garden.jpg"
SOUND = "https://media.example/waves.mp3"
FILM = "https://media.example/prepare.mp4"
PNG = MediaDraft(
    content=b"\x89PNG\r\n--not a boundary\r\n\x00", filename="a door.png", content_type="image/png"
)
MP3 = MediaDraft(content=b"ID3\x00\xff", filename="waves.MP3", content_type="audio/mpeg")

LINKED: dict[str, dict[str, Any]] = {
    "messages": {"messages": ("Please wait here", "Grüße & <b>mehr</b>")},
    "messages and a sound": {"messages": ("Please wait here",), "audio": MediaDraft(url=SOUND)},
    "images": {"images": (MediaDraft(url=PICTURE, caption="The garden"), MediaDraft(url=PICTURE))},
    "images and a sound": {"images": (MediaDraft(url=PICTURE),), "audio": MediaDraft(url=SOUND)},
    "a sound": {"audio": MediaDraft(url=SOUND)},
    "a film": {"video_url": FILM},
}
UPLOADED: dict[str, dict[str, Any]] = {
    "an image": {"images": (PNG,)},
    "an image beside a linked one": {"images": (MediaDraft(url=PICTURE, caption="The garden"), PNG)},
    "a sound": {"audio": MP3},
    "an image and a sound": {"images": (PNG,), "audio": MP3},
}
EACH = {**LINKED, **{f"uploaded {name}": parts for name, parts in UPLOADED.items()}}

every_draft = pytest.mark.parametrize("parts", EACH.values(), ids=EACH)
every_linked = pytest.mark.parametrize("parts", LINKED.values(), ids=LINKED)
every_uploaded = pytest.mark.parametrize("parts", UPLOADED.values(), ids=UPLOADED)


def suits(lobby: Lobby, draft: LobbyDraft) -> bool:
    """Whether a lobby has what was asked for, and no more."""
    return (
        lobby.options
        == LobbyOptions(
            messages=bool(draft.messages),
            images=bool(draft.images),
            audio=draft.audio is not None,
            video=draft.video_url is not None,
        )
        and lobby.messages == draft.messages
        and [image.caption for image in lobby.images] == [image.caption for image in draft.images]
        and all(
            asked.url in (None, shown.url) for shown, asked in zip(lobby.images, draft.images, strict=True)
        )
        and len(lobby.audios) == (draft.audio is not None)
        and [film.url for film in lobby.videos] == ([draft.video_url] if draft.video_url else [])
    )


def ways(simulator: EnableX) -> list[str]:
    return [request["method"] for request in simulator.requests]


@pytest.mark.parametrize("spaced", [False, True])
@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("meeting", [WITH, WITHOUT], ids=["with a lobby", "without"])
@every_draft
async def test_a_meeting_has_the_lobby_that_was_asked_for(
    parts: dict[str, Any], meeting: Any, ignored: bool, spaced: bool, simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": ignored, "lobby_spaced_keys": spaced})
    draft = LobbyDraft(meeting=meeting, **parts)
    async with opened() as adapter:
        shown = await adapter.set_lobby(draft)
        assert suits(shown, draft)
        assert await adapter.lobbies([meeting]) == {meeting: shown}


@every_uploaded
async def test_an_uploaded_file_arrives_byte_by_byte(
    parts: dict[str, Any], simulator: EnableX, opened: Opened
) -> None:
    draft = LobbyDraft(meeting=WITH, **parts)
    async with opened() as adapter:
        await adapter.set_lobby(draft)
    sent = [media for media in (*draft.images, draft.audio) if media is not None and media.content]
    kept = [(file.name, file.content, file.media_type) for file in simulator.state.uploads.values()]
    assert kept == [(media.filename, media.content, media.content_type) for media in sent]


@every_linked
async def test_a_linked_lobby_in_place_of_another_is_one_call(
    parts: dict[str, Any], simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        await adapter.set_lobby(LobbyDraft(meeting=WITH, **parts))
    assert ways(simulator) == ["PATCH"]


@every_linked
async def test_a_linked_lobby_where_there_is_none_is_two_calls(
    parts: dict[str, Any], simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        await adapter.set_lobby(LobbyDraft(meeting=WITHOUT, **parts))
    assert ways(simulator) == ["PATCH", "POST"]


@every_linked
async def test_a_change_that_is_ignored_is_read_back_and_made_anew(
    parts: dict[str, Any], simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    async with opened() as adapter:
        await adapter.set_lobby(LobbyDraft(meeting=WITH, **parts))
    assert ways(simulator) == ["PATCH", "GET", "DELETE", "POST"]


async def test_a_change_that_is_ignored_but_not_needed_is_one_call(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    words = ("Welcome to Harbour Clinic", "The doctor will be with you shortly")
    async with opened() as adapter:
        await adapter.set_lobby(LobbyDraft(meeting=WITH, messages=words))
    assert ways(simulator) == ["PATCH"]


async def test_an_ignored_change_of_what_is_switched_on_is_noticed(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    there = simulator.state.meetings["mtg-0007"].lobby
    there.options = {**there.options, "messages": False}
    words = tuple(message["text"] for message in there.message)
    async with opened() as adapter:
        shown = await adapter.set_lobby(LobbyDraft(meeting=WITH, messages=words))
    assert shown.options.messages
    assert ways(simulator) == ["PATCH", "GET", "DELETE", "POST"]


@every_uploaded
async def test_an_upload_is_two_calls_with_a_lobby_and_without(
    parts: dict[str, Any], simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        await adapter.set_lobby(LobbyDraft(meeting=WITH, **parts))
        await adapter.set_lobby(LobbyDraft(meeting=WITHOUT, **parts))
    assert ways(simulator) == ["GET", "PATCH", "GET", "POST"]


async def test_an_ignored_upload_in_place_of_one_that_looks_alike_is_noticed(
    simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        first = await adapter.set_lobby(LobbyDraft(meeting=WITH, images=(PNG,)))
        simulator.set_switches({"patch_multipart_ignored": True})
        simulator.requests.clear()
        second = await adapter.set_lobby(LobbyDraft(meeting=WITH, images=(PNG,)))
    assert first.images[0].url != second.images[0].url
    assert written(simulator) == [
        f"{method} /meetings/mtg-0007/lobby" for method in ("PATCH", "DELETE", "POST")
    ]


@every_draft
async def test_the_lobby_of_an_unknown_meeting_is_none(parts: dict[str, Any], opened: Opened) -> None:
    async with opened() as adapter:
        assert await adapter.set_lobby(LobbyDraft(meeting=GONE, **parts)) is None


async def test_a_file_without_a_name_gets_one(simulator: EnableX, opened: Opened) -> None:
    image = MediaDraft(content=b"GIF89a", content_type="image/gif")
    audio = MediaDraft(content=b"ID3")
    async with opened() as adapter:
        await adapter.set_lobby(LobbyDraft(meeting=WITH, images=(image,), audio=audio))
    assert [file.name for file in simulator.state.uploads.values()] == ["image-1.gif", "sound.mp3"]


async def test_all_problems_of_a_lobby_come_at_once_and_nothing_is_sent(
    simulator: EnableX, opened: Opened
) -> None:
    draft = LobbyDraft(
        meeting=WITH, messages=("Hi", "x" * 101), images=(MediaDraft(url="door.png"),), video_url="ftp://x/y"
    )
    async with opened() as adapter:
        with pytest.raises(WriteRefused) as raised:
            await adapter.set_lobby(draft)
    assert [problem.path for problem in raised.value.problems] == [
        ("images",),
        ("video_url",),
        ("messages", "0"),
        ("messages", "1"),
        ("images", "0", "url"),
        ("video_url",),
    ]
    assert simulator.requests == []


def fail(simulator: EnableX, method: str, status: int, body: str = "") -> None:
    simulator.faults.add({"method": method, "path": "*/lobby", "status": status, "body": body})


def refuses(simulator: EnableX, method: str, code: int) -> None:
    fail(simulator, method, 406, json.dumps({"result": code, "desc": "No"}))


@pytest.mark.parametrize("method", ["PATCH", "POST"])
async def test_a_refusal_of_the_vendor_has_its_place(method: str, simulator: EnableX, opened: Opened) -> None:
    refuses(simulator, method, 2453)
    meeting = WITH if method == "PATCH" else WITHOUT
    async with opened() as adapter:
        with pytest.raises(WriteRefused) as raised:
            await adapter.set_lobby(LobbyDraft(meeting=meeting, video_url=FILM))
    (problem,) = raised.value.problems
    assert isinstance(problem, InvalidInput)
    assert (problem.path, raised.value.by_vendor) == (("video_url",), True)


async def test_a_refusal_after_the_old_lobby_is_gone_is_no_refusal(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    refuses(simulator, "POST", 2453)
    async with opened() as adapter:
        with pytest.raises(VendorBadResponse) as raised:
            await adapter.set_lobby(LobbyDraft(meeting=WITH, video_url=FILM))
    assert raised.value.may_have_arrived
    assert simulator.state.meetings["mtg-0007"].lobby is None


async def test_a_meeting_that_is_gone_amid_the_change_is_no_unknown_meeting(
    simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    fail(simulator, "POST", 404)
    async with opened() as adapter:
        with pytest.raises(VendorBadResponse) as raised:
            await adapter.set_lobby(LobbyDraft(meeting=WITH, video_url=FILM))
    assert raised.value.may_have_arrived


@pytest.mark.parametrize(("status", "error"), [(503, VendorUnreachable), (429, VendorRateLimited)])
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
async def test_a_failure_after_the_change_leaves_it_open(
    method: str, status: int, error: type[VendorError], simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    fail(simulator, method, status)
    async with opened() as adapter:
        with pytest.raises(error) as raised:
            await adapter.set_lobby(LobbyDraft(meeting=WITH, video_url=FILM))
    assert raised.value.may_have_arrived


async def test_a_failure_before_the_change_leaves_no_doubt(simulator: EnableX, opened: Opened) -> None:
    fail(simulator, "GET", 503)
    async with opened() as adapter:
        with pytest.raises(VendorUnreachable) as raised:
            await adapter.set_lobby(LobbyDraft(meeting=WITH, images=(PNG,)))
    assert not raised.value.may_have_arrived
    assert written(simulator) == []


async def test_a_lobby_that_the_answer_does_not_show_is_read_back(simulator: EnableX, opened: Opened) -> None:
    simulator.faults.add({"method": "PATCH", "status": 200, "body": '{"result": 1, "lobby": []}', "times": 1})
    async with opened() as adapter:
        shown = await adapter.set_lobby(LobbyDraft(meeting=WITH, images=(MediaDraft(url=PICTURE),)))
    assert shown.images == (LobbyImage(url=PICTURE),)


# Taking away


async def test_a_lobby_is_cleared_by_one_call_that_names_its_meeting(
    simulator: EnableX, opened: Opened
) -> None:
    async with opened() as adapter:
        meeting = await adapter.clear_lobby(WITH)
    there = simulator.state.meetings["mtg-0007"]
    assert there.lobby is None
    assert ways(simulator) == ["DELETE"]
    assert (meeting.key, meeting.state) == (WITH, MeetingState.UNKNOWN)
    assert (meeting.title, meeting.host_id, meeting.is_webinar) == (there.room_name, there.user_id, False)
    assert meeting.room.vendor_id == there.room_id


async def test_a_lobby_that_is_not_there_is_none_to_clear(opened: Opened) -> None:
    async with opened() as adapter:
        assert await adapter.clear_lobby(WITHOUT) is None
        assert await adapter.clear_lobby(GONE) is None


async def test_a_refused_clearing_has_its_place(simulator: EnableX, opened: Opened) -> None:
    refuses(simulator, "DELETE", 1000)
    async with opened() as adapter:
        with pytest.raises(WriteRefused) as raised:
            await adapter.clear_lobby(WITH)
    (problem,) = raised.value.problems
    assert isinstance(problem, Conflict)
    assert problem.path == ("meeting",)

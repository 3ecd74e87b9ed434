"""What can be read is shown, whatever stands beside it."""

from typing import Any

import pytest

from models.errors import VendorBadResponse
from models.ids import Kind
from models.lobby import LobbyImage
from models.meeting import InvitedContact, InvitedGroup, Invitees
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.reading import converted
from vendors.enablex import mapping, payloads
from vendors.enablex.envelope import answer
from vendors.http import Reply, operation_scope

M1 = a_key(Kind.MEETING, Vendor.ENABLEX, ("m-1",))
ONE = ("GET", "/meetings/m-1")
USERS_ROOM = ("GET", "/meeting/permanent/u-101")
BAD_ITEMS: list[Any] = [None, False, [], {}, float("nan")]


@pytest.fixture
def shown(http: Any, adapter: Any, payload: Any) -> Any:
    """Reads the documented meeting with fields changed by keyword."""

    async def read(**changes: Any) -> Any:
        body = payload("meeting")
        body["meeting"] |= changes
        http.on(*ONE, body)
        return (await adapter().meetings([M1]))[M1]

    return read


@pytest.mark.parametrize(
    ("field", "shown_as", "expected"),
    [
        ("room_name", "title", "2030"),
        ("desc", "description", "2030"),
        ("user_id", "host_id", "2030"),
        ("duration", "duration_minutes", 2030),
    ],
)
@pytest.mark.parametrize("printed", [2030, "2030", " 2030 "])
async def test_digits_are_read_as_number_and_as_text(
    field: str, shown_as: str, expected: Any, printed: Any, shown: Any
) -> None:
    assert getattr(await shown(**{field: printed}), shown_as) == expected


@pytest.mark.parametrize(
    ("field", "shown_as"),
    [
        ("room_name", "title"),
        ("desc", "description"),
        ("user_id", "host_id"),
        ("app_type", "is_webinar"),
        ("duration", "duration_minutes"),
        ("start_time ", "starts_at"),
        ("room_id", "room"),
        ("invitees", "invitees"),
        ("timezone", "time_zone"),
        ("mpin", "pins"),
        ("direct_url", "join_links"),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", "  ", False])
async def test_nothing_in_a_field_is_null_and_costs_no_other(
    field: str, shown_as: str, nothing: Any, shown: Any
) -> None:
    meeting = await shown(**{field: nothing})
    assert (meeting.vendor_id, getattr(meeting, shown_as)) == ("m-1", None)


@pytest.mark.parametrize("printed", [1896082200, "1896082200", 1896082200000, "2030-01-31 09:30:00 "])
async def test_a_start_is_read_in_every_shape_of_a_time(printed: Any, shown: Any) -> None:
    meeting = await shown(**{"start_time ": printed})
    assert meeting.starts_at.isoformat() == "2030-01-31T09:30:00+00:00"


@pytest.mark.parametrize("bad", BAD_ITEMS)
async def test_a_bad_invitee_costs_only_itself(bad: Any, shown: Any) -> None:
    invitees = {"contact_ids": ["c-1", bad], "group_ids": [bad, 7], "emails": [bad]}
    with operation_scope() as scope:
        meeting = await shown(invitees=invitees)
    assert meeting.invitees == Invitees(
        contact_ids=("c-1",),
        group_ids=("7",),
        contacts=(InvitedContact(contact_id="c-1"),),
        groups=(InvitedGroup(group_id="7"),),
    )
    assert [problem.count for problem in scope.gaps.problems()] == [3]


@pytest.mark.parametrize("one", ["a@clinic.example", {"0": "a@clinic.example"}, {"7": "a@clinic.example"}])
async def test_invitees_may_be_one_text_or_a_list_with_its_places(one: Any, shown: Any) -> None:
    assert (await shown(invitees={"emails": one})).invitees.emails == ("a@clinic.example",)


@pytest.mark.parametrize("nothing", [None, "", False, [], {}])
async def test_invitees_without_one_kind_keep_the_others(nothing: Any, shown: Any) -> None:
    meeting = await shown(invitees={"contact_ids": nothing, "emails": ["a@clinic.example", ""]})
    assert meeting.invitees == Invitees(contact_ids=(), group_ids=(), emails=("a@clinic.example",))


@pytest.mark.parametrize("bad", [None, "words", 5, [], True])
@pytest.mark.parametrize("name", ["message", "image", "audio", "video"])
async def test_a_bad_piece_of_a_lobby_costs_only_itself(
    name: str, bad: Any, http: Any, adapter: Any, payload: Any, problems: list[Any]
) -> None:
    body = payload("lobby")
    whole = mapping.lobbies.lobby(converted(payloads.lobby(body), payloads.Lobby))
    body["lobby"][name] = [bad, *body["lobby"].get(name, [])]
    http.on("GET", "/meetings/m-1/lobby", body)
    assert (await adapter().lobbies([M1]))[M1] == whole
    assert len(problems) == 1


def test_a_lobby_without_one_kind_of_content_keeps_the_others() -> None:
    body = {"message": "", "audio": False, "video": None, "image": [{"url": "https://i.example/1"}]}
    lobby = mapping.lobbies.lobby(converted(body, payloads.Lobby))
    assert (lobby.messages, lobby.audios, lobby.videos) == ((), (), ())
    assert lobby.images == (LobbyImage(url="https://i.example/1", caption=None),)


def test_a_poll_that_comes_twice_is_one() -> None:
    polls = mapping.polls.of_room([payloads.Poll(id=1), payloads.Poll(id="1")], M1, "r-1")
    assert len(polls) == 1


# What was not asked for


@pytest.mark.parametrize("other", ["m-2", "m-1x", 7])
async def test_another_meeting_than_asked_for_is_not_shown(other: Any, shown: Any) -> None:
    assert isinstance(await shown(meeting_id=other), VendorBadResponse)


async def test_a_meeting_goes_by_the_vendors_spelling_of_its_id(shown: Any) -> None:
    assert (await shown(meeting_id="M-1")).vendor_id == "M-1"


async def test_another_users_room_than_asked_for_is_not_shown(http: Any, adapter: Any, payload: Any) -> None:
    http.on(*USERS_ROOM, payload("permanent_room"))
    key = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "u-101"))
    assert isinstance((await adapter().rooms([key]))[key], VendorBadResponse)


def test_an_answer_does_not_print_its_body() -> None:
    reply = Reply(200, {}, {"result": 1, "meeting": {"mpin": "012345"}}, True)
    assert "012345" not in repr(answer(reply, "read meeting"))

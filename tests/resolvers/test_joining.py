"""How somebody gets into a meeting now, by what its vendor can do and where the meeting stands."""

from typing import Any

import pytest

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.ids import Key
from models.meeting import MeetingState
from models.partial import Unfetched
from models.vendor import Capability, Vendor
from resolvers.revealed import Revealed
from tests.support.builders import a_meeting, a_provider, a_room, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, data, run

HOST, GUEST, CLINIC = JoinRole.HOST, JoinRole.GUEST, JoinRole.CLINIC
ANY, DESKTOP, MOBILE = JoinPlatform.ANY, JoinPlatform.DESKTOP, JoinPlatform.MOBILE
SCHEDULED, RUNNING = MeetingState.SCHEDULED, MeetingState.RUNNING

BY_LINK = {Capability.READ_MEETINGS, Capability.READ_JOIN_LINKS, Capability.READ_PINS}
BY_MUTATION = {Capability.READ_MEETINGS, Capability.JOIN_MEETINGS, Capability.START_MEETINGS}
BY_ROOM = {Capability.READ_MEETINGS, Capability.READ_QUEUE}
LINKS = ((GUEST, DESKTOP), (HOST, DESKTOP), (GUEST, MOBILE), (CLINIC, ANY))

QUERY = """query ($role: JoinRole, $platform: JoinPlatform) {
  meetings(first: 1) { nodes { join(role: $role, platform: $platform) {
    __typename
    ...on JoinByLink { role link { url } pin }
    ...on JoinByMutation { mutation role }
    ...on JoinUnavailable { reason message opensAt }
  } } } }"""


def links(*kinds: tuple[JoinRole, JoinPlatform]) -> tuple[JoinLink, ...]:
    return tuple(
        JoinLink(role=role, platform=platform, url=f"{role.value}-{platform.value}")
        for role, platform in kinds
    )


class PinVendor(FakeVendor):
    """Has one link, which asks for a PIN."""

    pin_decides_role = True


async def join(
    able: set[Capability], role: str | None = None, platform: str | None = None, **meeting: Any
) -> dict[str, Any]:
    kind = PinVendor if meeting.pop("by_pin", False) else FakeVendor
    vendor = kind(Vendor.ENABLEX, a_meeting(vendor=Vendor.ENABLEX, **meeting), capabilities=able)
    given = {name: value for name, value in {"role": role, "platform": platform}.items() if value}
    [node] = (await data(QUERY, [vendor], given))["meetings"]["nodes"]
    found: dict[str, Any] = node["join"]
    return found


@pytest.mark.parametrize(
    ("role", "platform", "url"),
    [
        (None, None, "GUEST-DESKTOP"),
        ("GUEST", "ANY", "GUEST-DESKTOP"),
        ("GUEST", "MOBILE", "GUEST-MOBILE"),
        ("HOST", "DESKTOP", "HOST-DESKTOP"),
        ("CLINIC", "MOBILE", "CLINIC-ANY"),
    ],
)
async def test_the_link_that_serves_the_platform_best_is_told(role: Any, platform: Any, url: str) -> None:
    found = await join(BY_LINK, role, platform, join_links=links(*LINKS))
    assert found == {"__typename": "JoinByLink", "role": role or "GUEST", "link": {"url": url}, "pin": None}


@pytest.mark.parametrize(
    ("role", "platform", "there", "reason"),
    [
        ("HOST", "MOBILE", LINKS, "NO_SUCH_PLATFORM"),
        ("HOST", "ANY", ((GUEST, ANY),), "NO_SUCH_ROLE"),
        ("GUEST", "ANY", (), "NO_LINK"),
    ],
)
async def test_why_there_is_no_link_is_told(role: str, platform: str, there: Any, reason: str) -> None:
    found = await join(BY_LINK, role, platform, join_links=links(*there))
    assert (found["__typename"], found["reason"]) == ("JoinUnavailable", reason)


@pytest.mark.parametrize(("role", "pin"), [("HOST", "1111"), ("GUEST", "2222")])
async def test_a_link_that_asks_for_a_pin_is_told_with_the_pin_of_the_role(role: str, pin: str) -> None:
    found = await join(
        BY_LINK,
        role,
        by_pin=True,
        join_links=links((GUEST, ANY)),
        pins=Pins(moderator="1111", participant="2222"),
    )
    assert (found["link"], found["pin"]) == ({"url": "GUEST-ANY"}, pin)


async def test_a_pin_makes_nobody_a_clinics_device() -> None:
    found = await join(BY_LINK, "CLINIC", by_pin=True, join_links=links((GUEST, ANY)))
    assert found["reason"] == "NO_SUCH_ROLE"


@pytest.mark.parametrize(
    ("state", "role", "expected"),
    [
        (RUNNING, "HOST", "JOIN_MEETING"),
        (RUNNING, "GUEST", "JOIN_MEETING"),
        (MeetingState.UNKNOWN, "GUEST", "JOIN_MEETING"),
        (SCHEDULED, "HOST", "START_MEETING"),
        (SCHEDULED, "GUEST", "NOT_STARTED"),
        (SCHEDULED, "CLINIC", "NO_SUCH_ROLE"),
        (RUNNING, "CLINIC", "NO_SUCH_ROLE"),
    ],
)
async def test_where_links_are_made_on_demand_the_mutation_is_told(
    state: MeetingState, role: str, expected: str
) -> None:
    found = await join(BY_MUTATION, role, state=state, starts_at=at(5))
    assert found.get("mutation") == expected or found.get("reason") == expected
    assert found.get("opensAt") == ("2026-01-31T12:05:00.000Z" if expected == "NOT_STARTED" else None)
    if "mutation" in found:
        assert found["role"] == role


@pytest.mark.parametrize("able", [BY_LINK, BY_MUTATION, BY_ROOM])
@pytest.mark.parametrize("state", ["ENDED", "CANCELLED", "FAILED"])
async def test_nobody_gets_into_what_is_over(able: set[Capability], state: str) -> None:
    found = await join(able, state=MeetingState(state), join_links=links(*LINKS))
    assert (found["__typename"], found["reason"]) == ("JoinUnavailable", state)


async def test_what_is_over_by_a_clock_alone_may_run_on() -> None:
    ended = {"state": MeetingState.ENDED, "state_is_reckoned": True}
    assert (await join(BY_LINK, join_links=links(*LINKS), **ended))["__typename"] == "JoinByLink"


async def test_a_vendor_with_a_waiting_room_points_to_it() -> None:
    assert (await join(BY_ROOM, "GUEST", state=RUNNING))["reason"] == "WAITING_ROOM"
    assert (await join({Capability.READ_MEETINGS}, "GUEST", state=RUNNING))["reason"] == "NO_LINK"


async def test_links_and_pins_of_many_meetings_cost_one_call() -> None:
    missing = Unfetched("listing")
    meetings = [
        a_meeting(f"m{n}", Vendor.ENABLEX, starts_at=at(n), join_links=missing, pins=missing)
        for n in range(3)
    ]
    vendor = PinVendor(Vendor.ENABLEX, *meetings, capabilities=BY_LINK)
    vendor.whole = {
        meeting.key: a_meeting(join_links=links((GUEST, ANY)), pins=Pins(participant="2"))
        for meeting in meetings
    }
    query = "{ meetings { nodes { join { ...on JoinByLink { pin link { url } } } joinLinks { url } } } }"
    found = (await data(query, [vendor]))["meetings"]["nodes"]
    assert [node["join"]["pin"] for node in found] == ["2"] * 3
    assert [call.method for call in vendor.calls] == ["list_meetings", "complete_meetings"]


class Keeping(Revealed):
    """Keeps what was noted also when it was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: set[tuple[str, Key | None]] = set()

    def note(self, field: str, root: object) -> None:
        super().note(field, root)
        self.noted.add((field, self.owner(root)))


async def test_who_was_shown_a_link_and_a_pin_is_noted_with_the_meeting() -> None:
    meeting = a_meeting(vendor=Vendor.ENABLEX, join_links=links((GUEST, ANY)), pins=Pins(participant="2222"))
    context = a_context(PinVendor(Vendor.ENABLEX, meeting, capabilities=BY_LINK))
    context.revealed = revealed = Keeping()
    query = "{ meetings { nodes { join { ...on JoinByLink { pin link { url } } } } } }"
    assert (await run(query, context)).errors is None
    assert revealed.noted == {("JoinByLink.pin", meeting.key), ("JoinLink.url", meeting.key)}


HOSTS = "{ meetings { nodes { host { id vendor vendorId name } } } }"


async def test_a_host_is_told_without_a_call_and_the_names_by_one_for_all() -> None:
    meetings = [
        a_meeting(f"m{n}", Vendor.VSEE, starts_at=at(n), host_id="7", room=a_room("r1", Vendor.VSEE))
        for n in range(3)
    ]
    doctor = a_provider(
        "7", "r1", Vendor.VSEE, title="Dr.", first_name="Ada", last_name="Berg", suffix="M.D."
    )
    vendor = FakeVendor(Vendor.VSEE, *meetings, doctor)
    await data("{ meetings { nodes { host { id vendorId } } } }", [vendor])
    assert [call.method for call in vendor.calls] == ["list_meetings"]
    vendor.calls.clear()
    hosts = [node["host"] for node in (await data(HOSTS, [vendor]))["meetings"]["nodes"]]
    assert {host["name"] for host in hosts} == {"Dr. Ada Berg M.D."}
    assert len({host["id"] for host in hosts}) == 1
    assert len(vendor.calls) == 2


async def test_one_id_at_two_vendors_is_two_hosts_and_no_provider_no_name() -> None:
    vendors = [
        FakeVendor(vendor, a_meeting(vendor=vendor, host_id="7"), capabilities=BY_LINK)
        for vendor in (Vendor.ENABLEX, Vendor.TELECOMX)
    ]
    one, other = (node["host"] for node in (await data(HOSTS, vendors))["meetings"]["nodes"])
    assert one["id"] != other["id"]
    assert (one["name"], other["name"], one["vendorId"], other["vendorId"]) == (None, None, "7", "7")


async def test_a_meeting_whose_host_nobody_tells_has_none() -> None:
    vendor = FakeVendor(Vendor.VCONNCT, a_meeting(vendor=Vendor.VCONNCT))
    assert (await data(HOSTS, [vendor]))["meetings"]["nodes"] == [{"host": None}]

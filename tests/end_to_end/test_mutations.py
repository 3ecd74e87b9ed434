"""Every mutation over real sockets: what the vendors were asked is what the client is told."""

from typing import Any

import pytest

from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.gateway import Gateway
from tests.support.world import World
from tests.vendors.contract.vendor_contract import contract_of

PROBLEMS = "problems { __typename message code path ... on VendorUnavailable { outcome retryable } }"
SCHEDULE = f"""mutation($input: ScheduleMeetingInput!) {{ scheduleMeeting(input: $input) {{
  replayed {PROBLEMS} meeting {{ id vendorId title description startsAt endsAt durationMinutes timeZone {{ name }}
  pins {{ moderator participant }} joinLinks {{ url }} devices {{ device {{ name }} }} }} }} }}"""
AT_ENABLEX = {
    "title": "Follow-up",
    "startsAt": "2090-01-31T09:30:00Z",
    "durationMinutes": 30,
    "vendor": {"enablex": {"hostId": "10001", "capacity": {"moderators": 1, "participants": 4}}},
}
AT_VCONNCT = {
    "title": "Consultation",
    "description": "About it",
    "startsAt": "2090-02-01T09:30:00Z",
    "durationMinutes": 45,
    "vendor": {"vconnct": {"welcomeText": "Hello"}},
}
KEY = "a-key-that-is-long-enough"

ROOM = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "10001")).encoded()


async def scheduled(gateway: Gateway, input: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = (await gateway.data(SCHEDULE, input={**input, **more}))["scheduleMeeting"]
    assert answer["problems"] == []
    made: dict[str, Any] = answer["meeting"]
    return made


async def a_tablet(gateway: Gateway) -> str:
    found = await gateway.data("{ devices(first: 1) { nodes { id } } }")
    id: str = found["devices"]["nodes"][0]["id"]
    return id


def writes(world: World, vendor: str, path: str = "") -> list[str]:
    """What was asked of a vendor but reads."""
    return [
        f"{entry['method']} {entry['path']}"
        for entry in world.seen(vendor)
        if entry["method"] != "GET" and path in entry["path"]
    ]


# Scheduling


async def test_an_enablex_meeting_is_whole_when_it_is_made_and_when_it_is_read(
    gateway: Gateway, world: World
) -> None:
    made = await scheduled(gateway, AT_ENABLEX, timeZone="Europe/Berlin")
    query = """query($id: ID!) { meeting(id: $id) { title timeZone { name }
      pins { moderator participant } joinLinks { url } room { pins { moderator } } } }"""
    world.forget()
    read = (await gateway.data(query, id=made["id"]))["meeting"]
    assert {name: read[name] for name in ("title", "timeZone", "pins", "joinLinks")} == {
        name: made[name] for name in ("title", "timeZone", "pins", "joinLinks")
    }
    assert read["room"]["pins"]["moderator"] == made["pins"]["moderator"]
    # What EnableX tells on creation alone costs no look through its lists.
    assert world.calls() == {"ENABLEX /meetings/*": 1}


async def test_a_vconnct_meeting_has_the_time_that_it_was_given(gateway: Gateway) -> None:
    made = await scheduled(gateway, AT_VCONNCT)
    query = "query($id: ID!) { meeting(id: $id) { startsAt endsAt description } }"
    assert (await gateway.data(query, id=made["id"]))["meeting"] == {
        "startsAt": "2090-02-01T09:30:00.000Z",
        "endsAt": "2090-02-01T10:15:00.000Z",
        "description": "About it",
    }


UPDATE = f"""mutation($input: UpdateMeetingInput!) {{ updateMeeting(input: $input) {{
  {PROBLEMS} meeting {{ title description welcomeText startsAt endsAt durationMinutes }} }} }}"""


async def test_null_clears_what_can_be_cleared_and_what_is_left_out_stays(gateway: Gateway) -> None:
    made = await scheduled(gateway, AT_VCONNCT)
    change = {"meeting": made["id"], "startsAt": None, "description": None}
    answer = (await gateway.data(UPDATE, input=change))["updateMeeting"]
    expected = {
        "title": "Consultation",
        "description": None,
        "startsAt": None,
        "endsAt": None,
        "durationMinutes": 45,
    }
    assert (answer["problems"], answer["meeting"]) == ([], {**expected, "welcomeText": "Hello"})
    read = await gateway.data(
        "query($id: ID!) { meeting(id: $id) { title description startsAt endsAt durationMinutes } }",
        id=made["id"],
    )
    assert read["meeting"] == expected
    cleared = {"meeting": made["id"], "vendor": {"vconnct": {"welcomeText": None}}}
    assert (await gateway.data(UPDATE, input=cleared))["updateMeeting"]["meeting"]["welcomeText"] is None


async def test_null_where_the_vendor_always_has_a_value_is_a_problem_with_its_place(
    gateway: Gateway, world: World
) -> None:
    made = await scheduled(gateway, AT_ENABLEX)
    before = len(writes(world, "ENABLEX"))
    change = {
        "meeting": made["id"],
        "title": None,
        "startsAt": None,
        "settings": {"knock": None},
        "vendor": {"enablex": {"capacity": {"moderators": None}}},
    }
    problems = (await gateway.data(UPDATE, input=change))["updateMeeting"]["problems"]
    assert sorted((problem["code"], ".".join(problem["path"])) for problem in problems) == [
        ("REQUIRED", "input.settings.knock"),
        ("REQUIRED", "input.startsAt"),
        ("REQUIRED", "input.title"),
        ("REQUIRED", "input.vendor.enablex.capacity.moderators"),
    ]
    assert len(writes(world, "ENABLEX")) == before


SEND = """mutation($input: SendDeviceCommandInput!) { sendDeviceCommand(input: $input) {
  problems { code path ... on InvalidInput { limit } } } }"""


async def test_a_bad_key_has_one_answer_in_every_mutation(gateway: Gateway) -> None:
    meeting = (await gateway.data("{ devices(first: 9) { nodes { id currentMeeting { id } } } }"))["devices"][
        "nodes"
    ]
    device, at = next(
        (each["id"], each["currentMeeting"]["id"]) for each in meeting if each["currentMeeting"]
    )
    told = {
        "meeting": at,
        "devices": [device],
        "type": "CAMERA_ON",
        "value": False,
        "idempotencyKey": "short",
    }
    expected = [{"code": "TOO_SHORT", "path": ["input", "idempotencyKey"], "limit": 16}]
    assert (await gateway.data(SEND, input=told))["sendDeviceCommand"]["problems"] == expected
    query = SEND.replace("SendDeviceCommandInput", "ScheduleMeetingInput").replace(
        "sendDeviceCommand", "scheduleMeeting"
    )
    answer = await gateway.data(query, input={**AT_VCONNCT, "idempotencyKey": "short"})
    assert answer["scheduleMeeting"]["problems"] == expected


async def test_a_vconnct_meeting_is_found_in_its_time(gateway: Gateway) -> None:
    made = await scheduled(gateway, AT_VCONNCT)
    query = """{ meetings(filter: {startsFrom: "2090-02-01T00:00:00Z", startsTo: "2090-02-02T00:00:00Z"}) {
      nodes { id } } }"""
    assert (await gateway.data(query))["meetings"]["nodes"] == [{"id": made["id"]}]


async def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(
    gateway: Gateway, world: World
) -> None:
    wrong = {
        "title": "x" * 51,
        "startsAt": "2001-01-01T00:00:00Z",
        "durationMinutes": 9,
        "timeZone": "Nowhere/Land",
        "vendor": {"enablex": {"capacity": {"moderators": 0, "participants": -1}}},
    }
    answer = (await gateway.data(SCHEDULE, input=wrong))["scheduleMeeting"]
    assert [(problem["code"], ".".join(problem["path"])) for problem in answer["problems"]] == [
        ("TOO_LONG", "input.title"),
        ("NOT_IN_FUTURE", "input.startsAt"),
        ("TOO_SMALL", "input.durationMinutes"),
        ("TOO_SMALL", "input.vendor.enablex.capacity.moderators"),
        ("TOO_SMALL", "input.vendor.enablex.capacity.participants"),
        ("INVALID", "input.timeZone"),
    ]
    assert writes(world, "ENABLEX") == []


@pytest.mark.parametrize(("number", "code"), [(0, "REQUIRED"), (101, "TOO_LARGE")])
async def test_too_few_or_too_many_tablets_are_told_where_they_stand(
    gateway: Gateway, world: World, number: int, code: str
) -> None:
    tablets = {"vendor": {"telecomx": {"devices": [await a_tablet(gateway)] * number}}}
    world.forget()
    (problem,) = (await gateway.data(SCHEDULE, input=tablets))["scheduleMeeting"]["problems"]
    assert (problem["code"], ".".join(problem["path"])) == (code, "input.vendor.telecomx.devices")
    assert world.calls() == {}


async def test_a_conference_of_tablets_has_its_tablets(gateway: Gateway, world: World) -> None:
    tablet = await a_tablet(gateway)
    made = await scheduled(gateway, {"vendor": {"telecomx": {"devices": [tablet]}}})
    assert len(made["devices"]) == 1
    assert len(writes(world, "TELECOMX", "/iptv/flexcareconference")) == 1


async def test_the_same_key_makes_one_meeting(gateway: Gateway, world: World) -> None:
    first = (await gateway.data(SCHEDULE, input={**AT_VCONNCT, "idempotencyKey": KEY}))["scheduleMeeting"]
    again = (await gateway.data(SCHEDULE, input={**AT_VCONNCT, "idempotencyKey": KEY}))["scheduleMeeting"]
    assert (again["replayed"], again["meeting"]) == (True, first["meeting"])
    assert len(writes(world, "VCONNCT")) == 1


async def test_what_stands_in_the_way_is_warned_of(gateway: Gateway) -> None:
    first = await scheduled(gateway, AT_ENABLEX)
    query = """mutation($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) {
      conflicts { conflicts { reasons meeting { id } } unavailable { vendor } } } }"""
    answer = (await gateway.data(query, input={**AT_ENABLEX, "title": "Another"}))["scheduleMeeting"]
    assert answer["conflicts"] == {
        "conflicts": [{"reasons": ["HOST"], "meeting": {"id": first["id"]}}],
        "unavailable": [],
    }


# Whoever cannot, says so


def inputs(vendor: str, tablet: str) -> dict[str, tuple[str, str]]:
    """For every mutation, its input type and the input's text for one vendor."""
    key = a_key(Kind.MEETING, Vendor[vendor], ("0db9ac9d-399b-4b9b-987c-50fd77f5d15d",)).encoded()
    contract = contract_of(Vendor[vendor])
    room = a_key(Kind.ROOM, Vendor[vendor], contract.room).encoded()
    schedule = contract.scheduling.replace("{tablet}", tablet)
    return {
        "scheduleMeeting": ("SCHEDULE_MEETINGS", schedule),
        "updateMeeting": ("UPDATE_MEETINGS", f'meeting: "{key}", title: "Another title"'),
        "cancelMeeting": ("CANCEL_MEETINGS", f'meeting: "{key}"'),
        "startMeeting": ("START_MEETINGS", f'meeting: "{key}", hostName: "Noor"'),
        "joinMeeting": ("JOIN_MEETINGS", f'meeting: "{key}", name: "Ada", role: GUEST'),
        "endMeeting": ("END_MEETINGS", f'meeting: "{key}"'),
        "resetPins": ("RESET_PINS", f'room: "{room}"'),
        "createRoom": (
            "CREATE_ROOMS",
            f'vendor: {vendor}, name: "Clinic", domain: "harbour.example", slug: "new-room"',
        ),
        "updateRoom": ("UPDATE_ROOMS", f'room: "{room}", name: "Another name"'),
        "assignRoom": ("ASSIGN_ROOMS", f'room: "{room}", userId: "85741"'),
        "unassignRoom": ("ASSIGN_ROOMS", f'room: "{room}", userId: "85741"'),
        "setLobby": ("SET_LOBBY", f'meeting: "{key}", messages: ["Please wait"]'),
        "clearLobby": ("SET_LOBBY", f'meeting: "{key}"'),
    }


@pytest.mark.parametrize("vendor", [vendor.value for vendor in Vendor])
async def test_a_vendor_does_what_it_says_that_it_can_and_refuses_the_rest(
    gateway: Gateway, world: World, vendor: str
) -> None:
    told = await gateway.data("{ vendors { vendor capabilities } }")
    can = {row["vendor"]: row["capabilities"] for row in told["vendors"]}[vendor]
    tablet = await a_tablet(gateway)
    for mutation, (capability, input) in inputs(vendor, tablet).items():
        world.forget()
        answer = await gateway.data(f"mutation {{ {mutation}(input: {{ {input} }}) {{ {PROBLEMS} }} }}")
        kinds = [problem["__typename"] for problem in answer[mutation]["problems"]]
        assert (kinds == ["NotSupported"]) is (capability not in can), (mutation, kinds)
        if capability not in can:
            assert world.seen() == [], mutation


# A vendor's bad day


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"status": 500, "body": "<html>"}, "UNKNOWN"),
        ({"status": 503}, "UNKNOWN"),
        ({"status": 200, "body": "not JSON"}, "UNKNOWN"),
        ({"status": 429, "headers": {"retry-after": "1"}}, "NOT_SENT"),
    ],
    ids=["500", "503", "garbage", "429"],
)
async def test_a_write_that_a_vendor_fails_is_sent_once_and_its_outcome_told(
    gateway: Gateway, world: World, fault: dict[str, Any], outcome: str
) -> None:
    world.fail("VSEE", method="POST", path="*/rooms", **fault)
    query = f"""mutation {{ createRoom(input: {{ vendor: VSEE, name: "Clinic", domain: "harbour.example",
      slug: "new-room" }}) {{ room {{ id }} {PROBLEMS} }} }}"""
    answer = (await gateway.data(query))["createRoom"]
    (problem,) = answer["problems"]
    assert (answer["room"], problem["outcome"], problem["retryable"]) == (
        None,
        outcome,
        outcome == "NOT_SENT",
    )
    assert len(writes(world, "VSEE")) == 1


async def test_mutations_of_one_request_run_one_after_the_other_and_see_each_other(gateway: Gateway) -> None:
    query = f"""mutation($room: ID!) {{
      a: updateRoom(input: {{ room: $room, name: "First name" }}) {{ room {{ name }} {PROBLEMS} }}
      b: updateRoom(input: {{ room: $room, description: "About" }}) {{ room {{ name description }} {PROBLEMS} }} }}"""
    answer = await gateway.data(query, room=ROOM)
    assert answer["b"]["room"] == {"name": "First name", "description": "About"}


async def test_new_pins_are_the_rooms_pins(gateway: Gateway) -> None:
    pins = "pins { moderator participant }"
    before = (await gateway.data(f"query($id: ID!) {{ room(id: $id) {{ {pins} }} }}", id=ROOM))["room"]
    reset = await gateway.data(
        f"mutation($id: ID!) {{ resetPins(input: {{ room: $id, participant: false }}) {{ room {{ {pins} }} }} }}",
        id=ROOM,
    )
    after = (await gateway.data(f"query($id: ID!) {{ room(id: $id) {{ {pins} }} }}", id=ROOM))["room"]
    assert reset["resetPins"]["room"] == after
    assert after["pins"]["moderator"] != before["pins"]["moderator"]
    assert after["pins"]["participant"] == before["pins"]["participant"]


async def test_a_file_that_is_no_base64_and_one_that_is_too_large_are_told_with_their_places(
    gateway: Gateway, world: World
) -> None:
    key = a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0001",)).encoded()
    query = """mutation($input: SetLobbyInput!) { setLobby(input: $input) { lobby { messages }
      problems { code path ... on InvalidInput { limit } } } }"""
    file = {"name": "a.png", "contentType": "image/png"}
    images = [
        {"source": {"file": {**file, "base64": "no base64!"}}},
        {"source": {"file": {**file, "base64": "QUFB" * (160 * 1024 // 3 + 1)}}},
    ]
    answer = (await gateway.data(query, input={"meeting": key, "images": images}))["setLobby"]
    assert [(problem["code"], problem["path"]) for problem in answer["problems"]] == [
        ("INVALID", ["input", "images", "0", "source", "file", "base64"]),
        ("TOO_LARGE", ["input", "images", "1", "source", "file", "base64"]),
    ]
    assert writes(world, "ENABLEX") == []


async def test_a_pictures_bad_address_is_told_where_it_stands(gateway: Gateway) -> None:
    key = a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0001",)).encoded()
    query = "mutation($input: SetLobbyInput!) { setLobby(input: $input) { problems { path } } }"
    images = [{"source": {"url": "no address"}}]
    answer = (await gateway.data(query, input={"meeting": key, "images": images}))["setLobby"]
    assert [problem["path"] for problem in answer["problems"]] == [["input", "images", "0", "source", "url"]]


async def test_no_secret_of_a_write_is_in_a_log_record(
    gateway: Gateway, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "canary-pass-4711"
    with caplog.at_level("DEBUG"):
        made = await scheduled(
            gateway, AT_VCONNCT, vendor={"vconnct": {"moderatorPassword": secret}}, idempotencyKey=KEY
        )
        start = f"""mutation($id: ID!) {{ startMeeting(input: {{ meeting: $id, hostName: "Canary Host",
          attendeePassword: "{secret}", moderatorPassword: "{secret}" }}) {{ joinLink {{ url }} {PROBLEMS} }} }}"""
        answer = await gateway.data(start, id=made["id"])
        world.fail("VCONNCT", status=400, body='{"error_messages": ["' + secret + '"]}')
        await gateway.ask(start, id=made["id"])
    link = answer["startMeeting"]["joinLink"]["url"]
    assert caplog.records
    assert not any(word in caplog.text for word in (secret, link, KEY, "Canary Host"))


async def test_a_meeting_is_changed_with_the_names_of_whom_it_invites(gateway: Gateway, world: World) -> None:
    meeting = await scheduled(gateway, AT_ENABLEX)
    update = f"""mutation($input: UpdateMeetingInput!) {{ updateMeeting(input: $input) {{ {PROBLEMS}
      meeting {{ invitees {{ contactIds emails contacts {{ contactId name }} groups {{ groupId }} }} }} }} }}"""
    invitees = {
        "contacts": [{"contactId": "c-203"}, {"name": "Bo", "email": "bo@mail.example"}],
        "groups": [{"groupId": "g-302", "name": "Night shift"}],
    }
    input = {"meeting": meeting["id"], "vendor": {"enablex": {"invitees": invitees}}}
    answer = (await gateway.data(update, input=input))["updateMeeting"]
    assert answer["problems"] == []
    told = answer["meeting"]["invitees"]
    assert (told["contactIds"], told["emails"]) == (["c-203"], ["bo@mail.example"])
    assert told["groups"] == [{"groupId": "g-302"}]


async def test_a_name_that_a_new_meeting_has_no_place_for_is_refused_at_its_place(gateway: Gateway) -> None:
    part = AT_ENABLEX["vendor"]["enablex"] | {"invitees": {"contacts": [{"contactId": "c-1", "name": "Ada"}]}}
    answer = await gateway.data(SCHEDULE, input={**AT_ENABLEX, "vendor": {"enablex": part}})
    assert [problem["path"] for problem in answer["scheduleMeeting"]["problems"]] == [
        ["input", "vendor", "enablex", "invitees", "contacts", "0", "name"]
    ]

"""The writes against the stand-in for Telecomx, over a real socket: each carried out once, or a reason why not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from models.command import CommandParameters, CommandState, CommandType
from models.drafts import MeetingDraft
from models.errors import (
    VendorRejected,
    VendorTimeout,
    VendorUnreachable,
    WriteRefused,
)
from models.ids import Key, Kind
from models.meeting import MeetingState
from models.problem import InvalidInput, NotAllowed, NotFound, Rejected
from models.settings import Quality
from models.vendor import Vendor
from simulators.telecomx.app import Telecomx
from simulators.telecomx.clinic import MACHINE_TOKEN
from tests.support.accounts import TELECOMX, a_key
from tests.support.world import served_alone
from vendors.http import HttpLimits, VendorHttp, operation_scope
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.telecomx.settings import TelecomxSettings

# For a vendor that stays silent; everywhere else a busy machine has the usual time.
IMPATIENT = HttpLimits(total=2.0, connect=1.5, first_byte=1.5)
NOW = datetime(2025, 11, 4, 9, 30, tzinfo=UTC)


def oid(tail: str) -> str:
    return "65f" + tail.rjust(21, "0")


def key(kind: Kind, tail: str) -> Key:
    return a_key(kind, Vendor.TELECOMX, (oid(tail),))


RUNNING, TABLET, OTHER = key(Kind.MEETING, "a05"), key(Kind.DEVICE, "d01"), key(Kind.DEVICE, "d02")
LOUD = CommandParameters(volume=80)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Telecomx, str]]:
    simulator = Telecomx()
    simulator.set_switches({"tablets_awake": False})
    with served_alone(simulator) as address:
        yield simulator, address


@pytest.fixture
def simulator(served) -> Telecomx:
    """A fresh world whose time stands still and whose tablets sleep."""
    simulator = served[0]
    simulator.reset()
    simulator.set_switches({"tablets_awake": False})
    simulator.clock.freeze()
    simulator.clock.set(NOW)
    simulator.seed({})
    simulator.requests.clear()
    return simulator


def settings(address: str, **changed: Any) -> TelecomxSettings:
    told = {"username": "gateway@harbour-clinic.example", "password": "telecomx-demo"} | changed
    return TelecomxSettings(base_url=address, customer_id=oid("c1"), **told)


@pytest.fixture
async def account(served, simulator):
    opened: list[TelecomxAdapter] = []

    def open_account(*, limits: HttpLimits = HttpLimits(), **changed: Any) -> TelecomxAdapter:  # noqa: B008
        told = settings(served[1], **changed)
        http = VendorHttp(account=TELECOMX, base_url=told.base_url, limits=limits)
        opened.append(TelecomxAdapter(told, http, simulator.clock.now))
        return opened[-1]

    yield open_account
    for adapter in opened:
        await adapter.aclose()


@pytest.fixture
def adapter(account: Callable[..., TelecomxAdapter]) -> TelecomxAdapter:
    return account()


def seen(simulator: Telecomx) -> list[str]:
    """What was asked, but for logins."""
    calls = [f"{entry['method']} {entry['path']}" for entry in simulator.requests]
    return [call for call in calls if call != "POST /auth/login"]


def queued(simulator: Telecomx) -> list[Any]:
    """The commands of the tablet in the running meeting, without those of the seed."""
    return simulator.state.meetings[RUNNING.parts[0]].members[TABLET.parts[0]].commands[4:]


async def louder(adapter: TelecomxAdapter) -> Any:
    return await adapter.send_command(RUNNING, TABLET, CommandType.SET_VOLUME, LOUD)


async def refused(call: Any) -> Any:
    with pytest.raises(WriteRefused) as caught:
        await call
    assert caught.value.by_vendor
    (problem,) = caught.value.problems
    return problem


CREATE = f"POST /iptv/flexcareconference/meeting/{oid('a05')}/createcommand"

# Commands


@pytest.mark.parametrize(
    ("type", "parameters"),
    [
        (CommandType.START_MEETING, CommandParameters()),
        (CommandType.CAMERA_ON, CommandParameters(value=False)),
        (CommandType.MICROPHONE_ON, CommandParameters(value=True)),
        (CommandType.SET_QUALITY, CommandParameters(quality=Quality.HIGH)),
        (CommandType.SET_VOLUME, CommandParameters(volume=0)),
        (CommandType.HANGUP, CommandParameters()),
    ],
)
@pytest.mark.parametrize("shown", ["all", "own"])
async def test_a_command_is_one_call_and_answers_with_its_id(adapter, simulator, type, parameters, shown):
    simulator.set_switches({"command_parameters": shown})
    made = await adapter.send_command(RUNNING, TABLET, type, parameters)
    (command,) = queued(simulator)
    assert made.key == a_key(Kind.COMMAND, Vendor.TELECOMX, (*RUNNING.parts, *TABLET.parts, command.id))
    assert (made.type, made.parameters) == (type, parameters)
    assert seen(simulator) == [CREATE]


async def test_the_command_is_the_one_that_the_status_then_shows(adapter, simulator):
    made = await louder(adapter)
    (command,) = queued(simulator)
    command.fetched_at = NOW
    found = await adapter.commands_of_meeting(RUNNING, [TABLET])
    states = {each.key: each.state for each in found.commands[TABLET]}
    assert (states[made.key], found.state) == (CommandState.FETCHED, MeetingState.RUNNING)


@pytest.mark.parametrize(
    ("switch", "devices", "looks"),
    [
        ({}, [TABLET], ["E3", "E3", "E3"]),
        ({}, [TABLET, OTHER], ["E6", "E6", "E6"]),
        ({"e3_flags": False}, [TABLET], ["E3", "E6", "E6"]),
        ({"e3_single": True}, [TABLET], ["E3", "E6", "E6"]),
        ({"commands_at": "meeting"}, [TABLET, OTHER], ["E6", "E6", "E6"]),
        ({"commands_at": "none"}, [TABLET], ["E3", "E3", "E3"]),
        # The tablets take turns, where only the call for one tablet tells anything.
        ({"commands_at": "none"}, [TABLET, OTHER], ["E6", "E3", "E3"]),
        ({"room_shape": "flat"}, [TABLET, OTHER], ["E6", "E6", "E6"]),
        ({"room_shape": "conference"}, [TABLET, OTHER], ["E6", "E6", "E6"]),
        ({"absent_empty": True}, [TABLET], ["E3", "E3", "E3"]),
    ],
)
async def test_each_look_is_one_request_where_one_can_tell(adapter, simulator, switch, devices, looks):
    simulator.set_switches(switch)
    shown = {}
    for _ in range(3):
        shown |= (await adapter.commands_of_meeting(RUNNING, devices)).commands
    assert {key: len(commands) for key, commands in shown.items()} == {
        key: {TABLET: 4, OTHER: 2}[key] for key in devices
    }
    assert all(each.executed is not None for listed in shown.values() for each in listed)
    calls = ["E3" if "/devices/" in call else "E6" for call in seen(simulator)]
    assert calls == looks


async def test_the_status_of_a_closed_meeting_says_so(adapter, simulator):
    simulator.state.meetings[RUNNING.parts[0]].stored_state = "CLOSED"
    assert (await adapter.commands_of_meeting(RUNNING, [TABLET])).state is MeetingState.ENDED


async def test_looking_takes_no_command_away_from_the_tablet(adapter, simulator):
    await louder(adapter)
    for devices in ([TABLET], [TABLET, OTHER]):
        await adapter.commands_of_meeting(RUNNING, devices)
    assert [command.fetched for command in queued(simulator)] == [False]
    assert not any(call.endswith(("/commands", "/meeting/device")) for call in seen(simulator))


@pytest.mark.parametrize("tail", ["fff", "d03"])
async def test_a_tablet_that_is_unknown_or_elsewhere_is_not_found(adapter, tail):
    call = adapter.send_command(RUNNING, key(Kind.DEVICE, tail), CommandType.HANGUP, CommandParameters())
    problem = await refused(call)
    assert (type(problem), problem.path) == (NotFound, ("device",))


async def test_a_meeting_of_another_customer_is_not_allowed(adapter):
    meeting = key(Kind.MEETING, "b01")
    problem = await refused(
        adapter.send_command(meeting, key(Kind.DEVICE, "d11"), CommandType.HANGUP, CommandParameters())
    )
    assert (type(problem), problem.vendor_code) == (NotAllowed, "access_denied")


@pytest.mark.parametrize("form", ["error", "error_array", "errors"])
async def test_a_customer_without_iptv_is_not_allowed(adapter, simulator, form):
    simulator.set_switches({"errors_form": form})
    simulator.state.customers[oid("c1")].features = ()
    problem = await refused(louder(adapter))
    assert (type(problem), problem.vendor_code) == (NotAllowed, "customer")


async def test_what_is_wrong_is_told_without_asking(adapter, simulator):
    with pytest.raises(WriteRefused) as caught:
        await adapter.send_command(RUNNING, TABLET, CommandType.SET_VOLUME, CommandParameters(value=True))
    assert [problem.path for problem in caught.value.problems] == [
        ("parameters", "value"),
        ("parameters", "volume"),
    ]
    assert not caught.value.by_vendor
    assert simulator.requests == []


# Conferences

E1 = "POST /iptv/flexcareconference/meeting"
DRAFT = MeetingDraft(vendor=Vendor.TELECOMX, devices=(TABLET, OTHER), host_id=oid("e1"))


async def test_a_conference_is_made_once_with_what_the_register_shows_of_its_tablets(adapter, simulator):
    made = await adapter.schedule_meeting(DRAFT)
    assert sorted(seen(simulator)) == [
        f"GET /iptv/device/{oid('d01')}",
        f"GET /iptv/device/{oid('d02')}",
        E1,
    ]
    (shown,) = (await adapter.meetings([made.key])).values()
    assert (made.state, made.host_id, made.title) == (MeetingState.SCHEDULED, oid("e1"), None)
    assert [entry.device.key for entry in made.devices] == [TABLET, OTHER]
    assert {name: getattr(made, name) for name in TOLD} == {name: getattr(shown, name) for name in TOLD}


TOLD = ("key", "state", "vendor_state", "created_at", "host_id", "account_id", "uri", "pins", "devices")


@pytest.mark.parametrize(
    "switch",
    [
        {"created_state": "PROVISIONED_OK"},
        {"dates_offset": True},
        {"absent_empty": True},
        {"clinical_link_empty": True},
        {"commands_at": "none"},
        {"misspelt": False},
    ],
)
async def test_a_conference_is_read_whatever_the_habit(adapter, simulator, switch):
    simulator.set_switches(switch)
    made = await adapter.schedule_meeting(DRAFT)
    assert made.key.parts[0] in simulator.state.meetings
    assert (made.state, len(made.devices)) == (MeetingState.SCHEDULED, 2)


async def test_what_the_answer_lacks_can_be_asked_for(adapter):
    made = await adapter.schedule_meeting(DRAFT)
    whole = (await adapter.complete_meetings("room", [made]))[made.key]
    assert (whole.settings, whole.participants) == (None, ())


async def test_the_tablets_are_read_once_in_an_operation(adapter, simulator):
    with operation_scope():
        await adapter.devices([TABLET, OTHER])
        await adapter.schedule_meeting(DRAFT)
    assert len(seen(simulator)) == 3


async def test_a_tablet_that_is_named_twice_takes_part_once(adapter):
    made = await adapter.schedule_meeting(replace(DRAFT, devices=(TABLET, TABLET)))
    assert [entry.device.key for entry in made.devices] == [TABLET]


async def test_where_nobody_is_named_the_employee_who_logged_in_holds_it(adapter):
    assert (await adapter.schedule_meeting(replace(DRAFT, host_id=None))).host_id == oid("e1")


@pytest.mark.parametrize("token", [{}, {"bearer_token": MACHINE_TOKEN}])
async def test_the_employee_of_the_settings_comes_before_the_one_who_logged_in(account, simulator, token):
    made = await account(employee_id=oid("e2"), **token).schedule_meeting(replace(DRAFT, host_id=None))
    assert made.host_id == oid("e2")


async def test_a_machine_token_does_not_tell_who_holds_it(account, simulator):
    with pytest.raises(WriteRefused) as caught:
        await account(bearer_token="any").schedule_meeting(MeetingDraft(vendor=Vendor.TELECOMX, title="x"))
    assert [problem.path for problem in caught.value.problems] == [("host_id",), ("devices",), ("title",)]
    assert simulator.requests == []


async def test_a_login_that_does_not_tell_leaves_it_to_the_caller(adapter, simulator):
    body = f'{{"token":"{MACHINE_TOKEN}","expiresInMinutes":15}}'
    simulator.faults.add({"path": "/auth/login", "status": 200, "body": body})
    with pytest.raises(WriteRefused) as caught:
        await adapter.schedule_meeting(replace(DRAFT, host_id=None))
    assert [problem.path for problem in caught.value.problems] == [("host_id",)]
    assert seen(simulator) == []


async def test_each_tablet_that_is_not_known_is_named_and_nothing_made(adapter, simulator):
    gone, barcode = key(Kind.DEVICE, "fff"), a_key(Kind.DEVICE, Vendor.TELECOMX, ("1700937",))
    with pytest.raises(WriteRefused) as caught:
        await adapter.schedule_meeting(replace(DRAFT, devices=(gone, TABLET, barcode)))
    found = [(type(problem), problem.path) for problem in caught.value.problems]
    assert found == [(NotFound, ("devices", "0")), (NotFound, ("devices", "2"))]
    assert E1 not in seen(simulator)


async def test_a_tablet_of_another_customer_is_named(adapter):
    problem = await refused(
        adapter.schedule_meeting(replace(DRAFT, devices=(TABLET, key(Kind.DEVICE, "d11"))))
    )
    assert problem.path == ("devices", "1")


async def test_an_employee_who_is_not_known_is_named(adapter):
    problem = await refused(adapter.schedule_meeting(replace(DRAFT, host_id="nobody")))
    assert (type(problem), problem.path, problem.vendor_code) == (InvalidInput, ("host_id",), "employee")


async def test_a_conference_without_iptv_is_not_allowed(adapter, simulator):
    simulator.state.customers[oid("c1")].features = ()
    problem = await refused(adapter.schedule_meeting(DRAFT))
    assert (type(problem), problem.vendor_code) == (NotAllowed, "customer")


@pytest.mark.parametrize(("customer", "code"), [("short", "customer"), (oid("fff"), "customer")])
async def test_an_account_of_no_customer_is_a_rejection(served, simulator, customer, code):
    told = settings(served[1]).model_copy(update={"customer_id": customer})
    adapter = TelecomxAdapter.open(TELECOMX, told, now=simulator.clock.now)
    problem = await refused(adapter.schedule_meeting(DRAFT))
    await adapter.aclose()
    assert (type(problem), problem.vendor_code) == (Rejected, code)


@pytest.mark.parametrize("fault", [{"status": 503}, {"delay_seconds": 12}])
async def test_where_a_tablet_cannot_be_read_nothing_was_sent(account, simulator, fault):
    adapter = account(limits=IMPATIENT if "delay_seconds" in fault else HttpLimits())
    simulator.faults.add({"path": f"/iptv/device/{oid('d02')}", **fault})
    with pytest.raises((VendorUnreachable, VendorTimeout)) as caught:
        await adapter.schedule_meeting(DRAFT)
    assert not caught.value.may_have_arrived
    assert E1 not in seen(simulator)


# Credentials and faults


async def test_an_expired_token_is_renewed_once_and_the_command_made_once(adapter, simulator):
    await adapter.meetings([RUNNING])
    simulator.state.tokens.expire()
    simulator.requests.clear()
    await louder(adapter)
    assert [(entry["path"].split("/")[-1], entry["status"]) for entry in simulator.requests] == [
        ("createcommand", 401),
        ("login", 200),
        ("createcommand", 200),
    ]
    assert len(queued(simulator)) == 1


async def test_a_machine_token_that_is_refused_is_the_operators_problem(account, simulator):
    with pytest.raises(VendorRejected) as caught:
        await louder(account(bearer_token="wrong"))
    assert (caught.value.status, caught.value.may_have_arrived) == (401, False)
    assert seen(simulator) == [CREATE]


@pytest.mark.parametrize(
    ("fault", "error"), [({"status": 503}, VendorUnreachable), ({"delay_seconds": 5}, VendorTimeout)]
)
async def test_where_no_login_is_had_nothing_was_sent(account, simulator, fault, error):
    adapter = account(limits=IMPATIENT if error is VendorTimeout else HttpLimits())
    simulator.faults.add({"path": "/auth/login", **fault})
    with pytest.raises(error) as caught:
        await louder(adapter)
    assert not caught.value.may_have_arrived
    assert seen(simulator) == []

"""What opens something and was not picked up by its deadline is followed by its opposite, once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from commands import state_machine
from commands.compensation_rules import Newer, newer, outcome
from models.account import DEFAULT_TENANT, first_account
from models.caller import Caller
from models.command import (
    Command,
    CommandParameters,
    CommandState,
    CommandType,
    CompensationState,
    DeliveryGuarantee,
)
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.command_parts import Compensating
from models.errors import VendorRejected, WriteRefused
from models.stage import Stage
from models.vendor import Vendor
from store.store import Store
from tests.support.deadlines import overdue, set_back
from tests.support.engine import Bench, a_bench, an_order, until
from tests.support.records import a_record
from tests.support.tablets import TABLETS, Tablets
from vendors.telecomx.opposites import OPPOSITES

ON, OFF = CommandParameters(value=True), CommandParameters(value=False)
OPENERS = [
    (CommandType.CAMERA_ON, ON, (CommandType.CAMERA_ON, OFF)),
    (CommandType.MICROPHONE_ON, ON, (CommandType.MICROPHONE_ON, OFF)),
    (CommandType.START_MEETING, CommandParameters(), (CommandType.HANGUP, CommandParameters())),
]
ARMED = Compensating(type=CommandType.CAMERA_ON, value=False)


@pytest.fixture
def tablets() -> Tablets:
    tablets = Tablets()
    tablets.opposites = OPPOSITES
    tablets.guarantees = dict.fromkeys(
        (CommandType.START_MEETING, CommandType.HANGUP), DeliveryGuarantee.NOT_REPEATABLE
    )
    return tablets


def sent(tablets: Tablets) -> list[tuple[CommandType, CommandParameters]]:
    return [(type, parameters) for _, type, parameters in tablets.sends]


async def compensated(bench: Bench, record: CommandRecord, state: CompensationState) -> Command:
    """The command once its opposite is in a state."""

    async def is_so() -> bool:
        found = (await bench.record(record)).compensation
        return found is not None and found.state is state

    await until(is_so)
    return (await bench.record(record)).command()


def reasons(command: Command) -> list[str]:
    return [step.reason or "" for step in command.history]


# Pure


def a_newer(*states: CommandState, **fields: Any) -> CommandRecord:
    return a_record(
        *states,
        id="cmd_2",
        **{"attempts": 1 if states else 0, "vendor_ids": ("v2",) if states else (), **fields},
    )


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (a_newer(), Newer.WAITS),
        (a_newer(stage=Stage.SENDING, attempts=1), Newer.WAITS),
        (a_newer(CommandState.SENT), Newer.STANDS),
        (a_newer(CommandState.SENT, CommandState.FETCHED), Newer.STANDS),
        (a_newer(CommandState.SENT, CommandState.EXECUTED), Newer.STANDS),
        (a_newer(CommandState.SENT, CommandState.EXPIRED), Newer.STANDS),
        (a_newer(CommandState.EXPIRED, attempts=0, vendor_ids=()), Newer.NONE),
        (a_newer(CommandState.CANCELLED, attempts=0), Newer.NONE),
        (a_newer(CommandState.REJECTED, attempts=0), Newer.NONE),
        # It may not have arrived, and closes nothing for sure; what opens is undone for itself.
        (a_newer(CommandState.UNKNOWN, vendor_ids=(), value=False), Newer.NONE),
        (a_newer(CommandState.UNKNOWN, vendor_ids=(), compensation=ARMED), Newer.STANDS),
    ],
)
def test_a_newer_command_stands_where_it_has_left_for_sure(record: CommandRecord, found: Newer) -> None:
    assert newer([record]) is found


def test_what_the_vendor_has_is_queued_whatever_followed() -> None:
    gone = a_newer(CommandState.SENT, CommandState.EXPIRED)
    told = outcome(gone)
    assert told is not None
    assert told[0] is CompensationState.QUEUED


@pytest.mark.parametrize("state", [state for state in CommandState if state is not CommandState.CANCELLED])
def test_every_end_of_an_opposite_is_told(state: CommandState) -> None:
    if state is not CommandState.ACCEPTED:
        assert outcome(a_newer(state, vendor_ids=())) is not None


def test_what_is_not_declared_to_open_something_has_no_opposite() -> None:
    assert set(OPPOSITES) == {(type, parameters.value) for type, parameters, _ in OPENERS}


# At the deadline


@pytest.mark.parametrize(("type", "parameters", "opposite"), OPENERS)
async def test_what_opens_and_is_not_picked_up_is_followed_by_its_opposite_once(
    bench: Bench,
    tablets: Tablets,
    type: CommandType,
    parameters: CommandParameters,
    opposite: tuple[CommandType, CommandParameters],
) -> None:
    record = await bench.give(an_order(type=type))
    await bench.let_expire(record)
    await compensated(bench, record, CompensationState.QUEUED)
    command = await bench.until(record, CommandState.EXPIRED)
    assert sent(tablets) == [(type, parameters), opposite]
    assert command.compensation is not None
    assert (await bench.record(record)).history[-1].reason


async def test_the_history_says_that_the_opposite_is_queued(bench: Bench) -> None:
    record = await bench.give(an_order())
    await bench.let_expire(record)
    command = await compensated(bench, record, CompensationState.QUEUED)
    assert any("opposite is queued behind it" in reason for reason in reasons(command))


async def test_the_opposite_is_a_command_that_says_what_it_undoes(bench: Bench) -> None:
    record = await bench.give(an_order(caller=Caller(DEFAULT_TENANT, "dr-noor")))
    await bench.let_expire(record)
    command = await compensated(bench, record, CompensationState.QUEUED)
    assert command.compensation is not None
    assert command.compensation.command_key is not None
    opposite = await bench.commands.by_key(command.compensation.command_key)
    assert opposite is not None
    journey = opposite.command().journey
    assert journey is not None
    assert journey.compensates == record.key
    trail = await Audit.find({"subject": opposite.id}).to_list()
    assert [(entry.caller, entry.action) for entry in trail] == [("dr-noor", "compensateCommand")]


@pytest.mark.parametrize("type", [CommandType.SET_VOLUME, CommandType.HANGUP])
async def test_what_opens_nothing_has_no_opposite(bench: Bench, type: CommandType) -> None:
    given = {"volume": 3} if type is CommandType.SET_VOLUME else {}
    assert (await bench.give(an_order(type=type, **given))).compensation is None


async def test_what_was_picked_up_in_time_is_left_alone(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give(an_order(seconds=3))
    await bench.until(record, CommandState.SENT)
    tablets.fetch()
    await compensated(bench, record, CompensationState.NOT_NEEDED)
    await set_back(record.id, expires_at=-5)
    await bench.until(record, CommandState.EXPIRED)
    assert len(tablets.sends) == 1


async def test_what_is_picked_up_after_the_deadline_is_closed_though_it_never_expired(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets) as bench:
        record = await bench.give(an_order(seconds=30))
        await bench.until(record, CommandState.SENT)
        tablets.silent = True
        await set_back(record.id, expires_at=-0.1)
        tablets.execute()
        tablets.silent = False
        await bench.until(record, CommandState.EXECUTED)
        await compensated(bench, record, CompensationState.QUEUED)
    assert sent(tablets) == [(CommandType.CAMERA_ON, ON), (CommandType.CAMERA_ON, OFF)]


async def test_what_may_have_arrived_is_closed_at_its_deadline(store: Store, tablets: Tablets) -> None:
    tablets.lose_before(3)
    async with a_bench(store, tablets) as bench:
        record = await bench.give(an_order(seconds=30))
        await bench.until(record, CommandState.UNKNOWN)
        assert len(tablets.sends) == 3
        # The attempts are over for so long that none can arrive behind its opposite.
        await set_back(record.id, expires_at=-1, began_at=-state_machine.SETTLED_SECONDS)
        await compensated(bench, record, CompensationState.QUEUED)
    assert sent(tablets)[3:] == [(CommandType.CAMERA_ON, OFF)]


async def test_what_may_still_be_on_its_way_is_not_overtaken_by_its_opposite(
    store: Store, tablets: Tablets
) -> None:
    tablets.lose_before(3)
    async with a_bench(store, tablets) as bench:
        record = await bench.give(an_order(seconds=30))
        await bench.until(record, CommandState.UNKNOWN)
        await set_back(record.id, expires_at=-1, began_at=-state_machine.SETTLED_SECONDS + 3)
        other = await bench.give(an_order(TABLETS[1]))
        await bench.let_expire(other)
        await compensated(bench, other, CompensationState.QUEUED)
        found = (await bench.record(record)).compensation
        assert found is not None
        assert found.state is CompensationState.ARMED


async def test_what_never_left_is_not_closed(bench: Bench, tablets: Tablets) -> None:
    tablets.refuse_connections(99)
    record = await bench.give(an_order(seconds=2))
    await compensated(bench, record, CompensationState.NOT_NEEDED)
    assert tablets.commands == []


# A newer command of its kind


@pytest.mark.parametrize("value", [True, False])
async def test_a_newer_command_of_its_kind_stands(bench: Bench, tablets: Tablets, value: bool) -> None:
    older = await bench.give(an_order())
    await bench.until(older, CommandState.SENT)
    later = await bench.give(an_order(value=value))
    await bench.until(later, CommandState.SENT)
    await overdue(older.id)
    command = await compensated(bench, older, CompensationState.SUPERSEDED)
    assert any("newer command" in reason for reason in reasons(command))
    assert len(tablets.sends) == 2


@pytest.mark.parametrize("type", [CommandType.START_MEETING, CommandType.HANGUP])
async def test_a_meeting_that_a_newer_start_began_is_not_hung_up(
    bench: Bench, tablets: Tablets, type: CommandType
) -> None:
    older = await bench.give(an_order(type=CommandType.START_MEETING))
    await bench.until(older, CommandState.SENT)
    later = await bench.give(an_order(type=type))
    await bench.until(later, CommandState.SENT)
    await overdue(older.id)
    await compensated(bench, older, CompensationState.SUPERSEDED)
    assert [type for _, type, _ in tablets.sends] == [CommandType.START_MEETING, type]


async def test_a_newer_command_takes_the_place_of_an_opposite_that_waits(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets) as bench:
        older = await bench.give(an_order(type=CommandType.START_MEETING))
        await bench.until(older, CommandState.SENT)
        tablets.refuse_connections(2)
        await overdue(older.id)
        await until(lambda: _put_back(older))
        later = await bench.give(an_order(type=CommandType.START_MEETING))
        await bench.until(later, CommandState.SENT)
        await compensated(bench, older, CompensationState.SUPERSEDED)
    assert [command.type for command in tablets.commands] == [CommandType.START_MEETING] * 2


async def test_an_opposite_that_was_being_tried_gives_way_before_its_next_try(
    store: Store, tablets: Tablets
) -> None:
    tablets.guarantees = {}
    async with a_bench(store, tablets) as bench:
        older = await bench.give(an_order(type=CommandType.START_MEETING))
        await bench.until(older, CommandState.SENT)
        tablets.held, tablets.arrived = asyncio.Event(), asyncio.Event()
        tablets.refuse_connections(1)
        await overdue(older.id)
        await tablets.arrived.wait()
        later = await bench.give(an_order(type=CommandType.START_MEETING))
        tablets.held.set()
        await bench.until(later, CommandState.SENT)
        await compensated(bench, older, CompensationState.SUPERSEDED)
    assert [command.type for command in tablets.commands] == [CommandType.START_MEETING] * 2


async def test_a_newer_command_that_never_left_stands_in_nobodys_place(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets) as bench:
        older = await bench.give(an_order())
        await bench.until(older, CommandState.SENT)
        tablets.fail(VendorRejected(Vendor.TELECOMX, "send command", status=404))
        later = await bench.give(an_order(value=False))
        await bench.until(later, CommandState.REJECTED)
        await overdue(older.id)
        await compensated(bench, older, CompensationState.QUEUED)
    assert [command.parameters for command in tablets.commands] == [ON, OFF]


# Whatever goes wrong


async def test_a_vendor_that_is_away_at_the_deadline_is_tried_again(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give(an_order())
    await bench.until(record, CommandState.SENT)
    tablets.refuse_connections(3)
    await overdue(record.id)
    await compensated(bench, record, CompensationState.QUEUED)
    assert [command.parameters for command in tablets.commands] == [ON, OFF]


async def test_what_closes_is_tried_more_often_than_what_opens_after_lost_answers(
    bench: Bench, tablets: Tablets
) -> None:
    record = await bench.give(an_order())
    await bench.until(record, CommandState.SENT)
    tablets.lose_before(3)
    await overdue(record.id)
    await compensated(bench, record, CompensationState.QUEUED)
    assert sent(tablets)[1:] == [(CommandType.CAMERA_ON, OFF)] * 4


async def test_to_hang_up_is_not_tried_again_after_a_lost_answer_and_that_is_told(
    bench: Bench, tablets: Tablets
) -> None:
    record = await bench.give(an_order(type=CommandType.START_MEETING))
    await bench.until(record, CommandState.SENT)
    tablets.lose_before()
    await overdue(record.id)
    command = await compensated(bench, record, CompensationState.UNKNOWN)
    assert any("Nobody knows whether its opposite" in reason for reason in reasons(command))
    assert [type for _, type, _ in tablets.sends] == [CommandType.START_MEETING, CommandType.HANGUP]


async def test_a_lost_answer_to_the_opposite_is_found_in_the_vendors_list(
    bench: Bench, tablets: Tablets
) -> None:
    record = await bench.give(an_order(type=CommandType.START_MEETING))
    await bench.until(record, CommandState.SENT)
    tablets.lose()
    await overdue(record.id)
    await compensated(bench, record, CompensationState.QUEUED)
    assert len(tablets.commands) == 2


async def test_an_opposite_that_is_refused_is_told(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give(an_order())
    await bench.until(record, CommandState.SENT)
    tablets.fail(VendorRejected(Vendor.TELECOMX, "send command", status=404))
    await overdue(record.id)
    command = await compensated(bench, record, CompensationState.NOT_QUEUED)
    assert any("could not be queued" in reason for reason in reasons(command))


async def test_an_opposite_that_could_not_leave_in_its_time_is_told(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets) as bench:
        record = await bench.give(an_order())
        await bench.until(record, CommandState.SENT)
        tablets.refuse_connections(99)
        await overdue(record.id)
        command = await compensated(bench, record, CompensationState.PENDING)
        assert command.compensation is not None
        assert command.compensation.command_key is not None
        opposite = await bench.commands.by_key(command.compensation.command_key)
        assert opposite is not None
        assert opposite.expires_at - opposite.created_at == timedelta(minutes=30)
        await until(lambda: _put_back(record))
        await set_back(opposite.id, expires_at=-1)
        await compensated(bench, record, CompensationState.NOT_QUEUED)


async def test_an_opposite_that_waits_holds_up_no_other_command(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets) as bench:
        record = await bench.give(an_order())
        await bench.until(record, CommandState.SENT)
        tablets.refuse_connections(1)
        await overdue(record.id)
        await compensated(bench, record, CompensationState.PENDING)
        await until(lambda: _put_back(record))
        await CommandRecord.raw().update_one(
            {"compensates.id": record.id}, [{"$set": {"due_at": {"$add": ["$$NOW", 60_000]}}}]
        )
        other = await bench.give(an_order(type=CommandType.SET_VOLUME, volume=3))
        await bench.until(other, CommandState.SENT)


async def _put_back(record: CommandRecord) -> bool:
    query = {"compensates.id": record.id, "stage": Stage.ACCEPTED.value, "postponed": {"$gt": 0}}
    return await CommandRecord.raw().count_documents(query) == 1


async def test_an_opposite_cannot_be_taken_back(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets) as bench:
        record = await bench.give(an_order())
        await bench.until(record, CommandState.SENT)
        tablets.refuse_connections(99)
        await overdue(record.id)
        command = await compensated(bench, record, CompensationState.PENDING)
        assert command.compensation is not None
        assert command.compensation.command_key is not None
        with pytest.raises(WriteRefused):
            await bench.commands.cancel(
                command.compensation.command_key,
                caller=Caller(DEFAULT_TENANT, "anonymous"),
                request_id="request-2",
            )


async def test_of_two_engines_one_sends_the_opposite(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets) as one, a_bench(store, tablets) as other:
        records = [await one.give(an_order(device)) for device in TABLETS]
        for record in records:
            await one.let_expire(record)
        for record in records:
            await compensated(other, record, CompensationState.QUEUED)
        await other.until(records[0], CommandState.EXPIRED)
    assert len(tablets.sends) == 2 * len(TABLETS)
    assert await CommandRecord.raw().count_documents({"compensates.id": {"$exists": True}}) == len(TABLETS)


async def test_a_late_truth_is_told_as_late_beside_the_opposite(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give(an_order())
    await bench.let_expire(record)
    await bench.until(record, CommandState.EXPIRED)
    await compensated(bench, record, CompensationState.QUEUED)
    tablets.execute(0)
    tablets.execute(1)
    command = await bench.until(record, CommandState.EXECUTED)
    assert command.late


async def test_it_is_counted_what_became_of_the_opposites(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give(an_order())
    await bench.let_expire(record)
    await compensated(bench, record, CompensationState.QUEUED)
    assert await bench.commands.compensations(first_account(DEFAULT_TENANT, Vendor.TELECOMX)) == {
        CompensationState.QUEUED: 1
    }

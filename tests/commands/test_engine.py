"""A command's whole way, over tablets in memory and a real store."""

import asyncio

import pytest

from commands.state_machine import WAITING_AT_MOST
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.command import CommandParameters, CommandState, CommandType, DeliveryGuarantee
from models.documents.command import CommandRecord
from models.errors import VendorRateLimited, VendorRejected, WriteRefused
from models.problem import KeyReused, ProblemCode
from models.vendor import Vendor
from store.store import Store
from tests.support.engine import Bench, a_bench, an_order
from tests.support.tablets import TABLET, TABLETS, Tablets


def states(command: object) -> list[str]:
    return [step.state.value for step in command.journey.history]  # type: ignore[attr-defined]


async def test_a_command_is_sent_once_and_followed_to_its_execution(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give()
    await bench.until(record, CommandState.SENT)
    tablets.fetch()
    await bench.until(record, CommandState.FETCHED)
    tablets.execute()
    command = await bench.until(record, CommandState.EXECUTED)
    assert states(command) == ["ACCEPTED", "SENT", "FETCHED", "EXECUTED"]
    assert tablets.sends == [(TABLET, CommandType.CAMERA_ON, CommandParameters(value=True))]


async def test_a_command_to_several_tablets_goes_to_each(bench: Bench, tablets: Tablets) -> None:
    tablets.executes = True
    accepted = await bench.accept(an_order(*TABLETS, type=CommandType.SET_VOLUME, volume=40))
    for record in accepted.records:
        await bench.until(record, CommandState.EXECUTED)
    assert {device for device, _, _ in tablets.sends} == set(TABLETS)


async def test_the_same_key_gives_the_same_command_and_sends_nothing(bench: Bench, tablets: Tablets) -> None:
    order = an_order(TABLET, TABLETS[1], key="a-key-of-the-caller")
    first = await bench.accept(order)
    again = await bench.accept(order)
    assert [record.id for record in again.records] == [record.id for record in first.records]
    assert (first.replayed, again.replayed) == (False, True)


async def test_the_same_key_for_another_input_is_refused(bench: Bench) -> None:
    await bench.accept(an_order(key="a-key-of-the-caller"))
    with pytest.raises(WriteRefused) as refused:
        await bench.accept(an_order(key="a-key-of-the-caller", value=False))
    assert [type(problem) for problem in refused.value.problems] == [KeyReused]


async def test_what_is_not_accepted_leaves_its_key_free(store: Store, tablets: Tablets) -> None:
    full = an_order(type=CommandType.SET_VOLUME, volume=1)
    async with a_bench(store, tablets, running=False) as bench:
        await bench.give(full)
        await CommandRecord.raw().update_many({}, {"$set": {"type": CommandType.HANGUP.value}})
        [row] = await CommandRecord.raw().find().to_list()
        copies = [{**row, "_id": f"cmd_{number}"} for number in range(WAITING_AT_MOST - 1)]
        await CommandRecord.raw().insert_many(copies)
        with pytest.raises(WriteRefused):
            await bench.accept(an_order(key="a-key-of-the-caller"))
        await CommandRecord.raw().delete_many({})
        accepted = await bench.accept(an_order(key="a-key-of-the-caller", value=False))
    assert not accepted.replayed


async def test_a_lost_answer_is_found_in_the_vendors_list(bench: Bench, tablets: Tablets) -> None:
    tablets.guarantees[CommandType.HANGUP] = DeliveryGuarantee.NOT_REPEATABLE
    tablets.lose()
    record = await bench.give(an_order(type=CommandType.HANGUP))
    await bench.until(record, CommandState.SENT)
    tablets.execute()
    await bench.until(record, CommandState.EXECUTED)
    assert len(tablets.sends) == 1


async def test_what_may_not_be_repeated_and_cannot_be_found_is_unknown(
    bench: Bench, tablets: Tablets
) -> None:
    tablets.guarantees[CommandType.HANGUP] = DeliveryGuarantee.NOT_REPEATABLE
    tablets.lose_before()
    record = await bench.give(an_order(type=CommandType.HANGUP))
    command = await bench.until(record)
    assert command.state is CommandState.UNKNOWN
    assert len(tablets.sends) == 1


async def test_what_sets_a_state_is_sent_three_times_at_most(bench: Bench, tablets: Tablets) -> None:
    tablets.lose_before(9)
    command = await bench.until(await bench.give())
    assert command.state is CommandState.UNKNOWN
    assert len(tablets.sends) == 3


async def test_a_vendor_that_cannot_be_reached_is_tried_again(bench: Bench, tablets: Tablets) -> None:
    tablets.refuse_connections(2)
    record = await bench.give()
    await bench.until(record, CommandState.SENT)
    assert len(tablets.commands) == 1


async def test_a_vendor_that_asks_to_slow_down_is_waited_for(bench: Bench, tablets: Tablets) -> None:
    tablets.fail(VendorRateLimited(Vendor.TELECOMX, "send command", status=429, retry_after_ms=600))
    record = await bench.give()
    await bench.until(record, CommandState.SENT)
    assert len(tablets.sends) == 2


async def test_a_vendors_no_is_final(bench: Bench, tablets: Tablets) -> None:
    tablets.fail(VendorRejected(Vendor.TELECOMX, "send command", status=404))
    command = await bench.until(await bench.give())
    assert command.state is CommandState.REJECTED
    assert command.journey is not None
    assert command.journey.history[-1].reason


async def test_a_command_that_was_never_sent_expires(bench: Bench, tablets: Tablets) -> None:
    tablets.refuse_connections(99)
    command = await bench.until(await bench.give(an_order(seconds=1)))
    assert command.state is CommandState.EXPIRED
    assert tablets.commands == []


async def test_a_command_that_is_not_carried_out_in_time_expires_and_accepts_a_late_truth(
    bench: Bench, tablets: Tablets
) -> None:
    record = await bench.give()
    await bench.let_expire(record)
    await bench.until(record, CommandState.EXPIRED)
    tablets.execute()
    command = await bench.until(record, CommandState.EXECUTED)
    assert command.journey is not None
    assert command.journey.late


async def test_a_vendor_that_hides_its_flags_leaves_the_end_unknown(bench: Bench, tablets: Tablets) -> None:
    tablets.shows_flags = False
    # Time enough to be sent on a busy machine: otherwise it would just expire.
    command = await bench.until(await bench.give(an_order(seconds=3)))
    assert command.state is CommandState.UNKNOWN


async def test_a_command_can_be_taken_back_before_it_is_sent(store: object, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:  # type: ignore[arg-type]
        record = await bench.give()
        cancelled = await bench.commands.cancel(
            record.key, caller=Caller(DEFAULT_TENANT, "anonymous"), request_id="request-2"
        )
        assert cancelled is not None
        assert cancelled.command().state is CommandState.CANCELLED


async def test_a_command_cannot_be_taken_back_once_it_has_left(bench: Bench) -> None:
    record = await bench.give()
    await bench.until(record, CommandState.SENT)
    with pytest.raises(WriteRefused) as refused:
        await bench.commands.cancel(
            record.key, caller=Caller(DEFAULT_TENANT, "anonymous"), request_id="request-2"
        )
    [problem] = refused.value.problems
    assert problem.code is ProblemCode.WRONG_STATE
    # Nothing undoes a volume: whoever reads the message has to send the next command.
    assert "only a newer command undoes" in problem.message


async def aborted() -> int:
    """How many transactions MongoDB has given up so far."""
    told = await CommandRecord.raw().database.client.admin.command("serverStatus")
    count: int = told["transactions"]["totalAborted"]
    return count


async def test_calls_for_one_tablet_at_once_do_not_undo_each_other(store: Store, tablets: Tablets) -> None:
    orders = [an_order(type=CommandType.SET_VOLUME, volume=volume) for volume in range(20)]
    async with a_bench(store, tablets, running=False) as bench:
        before = await aborted()
        accepted = await asyncio.gather(*(bench.accept(order) for order in orders))
        assert await aborted() == before
    places = [one.records[0].sequence for one in accepted]
    assert sorted(places) == list(range(min(places), min(places) + 20))

"""What is sent when, and by whom: order, supersession, limits, dead holders, and clocks that nobody trusts."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from commands.checkpoints import Checkpoint
from commands.state_machine import WAITING_AT_MOST
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.command import CommandParameters, CommandSource, CommandState, CommandType, DeliveryGuarantee
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.idempotency import Idempotency
from models.errors import WriteRefused
from models.problem import ProblemCode
from models.stage import Stage
from store import leases
from store.command_changes import After, changed
from store.store import Store
from tests.support.deadlines import set_back
from tests.support.engine import Bench, a_bench, an_order, until
from tests.support.tablets import TABLET, TABLETS, Tablets


def volume(percent: int, *devices: Any) -> Any:
    return an_order(*devices, type=CommandType.SET_VOLUME, volume=percent)


async def test_a_tablet_gets_its_commands_one_after_the_other_in_their_order(
    bench: Bench, tablets: Tablets
) -> None:
    tablets.held = asyncio.Event()
    types = [CommandType.CAMERA_ON, CommandType.MICROPHONE_ON, CommandType.START_MEETING, CommandType.HANGUP]
    records = [await bench.give(an_order(type=type)) for type in types]
    await tablets.arrived.wait()
    tablets.held.set()
    for record in records:
        await bench.until(record, CommandState.SENT)
    assert [type for _, type, _ in tablets.sends] == types
    assert tablets.most_at_once == 1


async def test_a_slow_send_to_one_tablet_does_not_hold_up_another(bench: Bench, tablets: Tablets) -> None:
    tablets.held = asyncio.Event()
    await bench.give(volume(1, TABLETS[0]))
    await bench.give(volume(2, TABLETS[1]))
    async with asyncio.timeout(10):
        while len(tablets.sends) < 2:
            tablets.arrived.clear()
            await tablets.arrived.wait()
    tablets.held.set()


async def test_a_newer_command_takes_the_place_of_an_older_one_of_its_kind(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        older, other = await bench.give(volume(10)), await bench.give(an_order())
        newer = await bench.give(volume(20))
        stages = {record.id: (await bench.record(record)).stage for record in (older, other, newer)}
    assert list(stages.values()) == [Stage.CANCELLED, Stage.ACCEPTED, Stage.ACCEPTED]


async def test_a_superseded_command_is_never_sent(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        await bench.give(volume(10))
        newer = await bench.give(volume(20))
    async with a_bench(store, tablets) as bench:
        await bench.until(newer, CommandState.SENT)
    assert [parameters.volume for _, _, parameters in tablets.sends] == [20]


async def test_a_tablet_has_a_limit_of_commands_that_wait(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        first = await bench.give(volume(1))
        filling = [
            {**first.model_dump(mode="json", exclude={"id", "revision_id"}), "_id": f"cmd_{number}"}
            for number in range(WAITING_AT_MOST - 1)
        ]
        # Of other meetings, so that none takes another's place.
        for number, record in enumerate(filling):
            record |= {"meeting": f"other-{number}"}
        await CommandRecord.raw().insert_many(filling)
        with pytest.raises(WriteRefused) as refused:
            await bench.accept(an_order(TABLETS[1], TABLET))
        assert [(p.path, p.code) for p in refused.value.problems] == [
            (("devices", "1"), ProblemCode.WRONG_STATE)
        ]
        # All or none.
        assert await CommandRecord.raw().count_documents({"device": TABLETS[1].parts[0]}) == 0


async def test_the_same_call_at_the_same_time_is_accepted_once(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        order = an_order(*TABLETS, key="a-key-of-the-caller")
        accepted = await asyncio.gather(*(bench.accept(order) for _ in range(8)))
    assert len({tuple(record.id for record in each.records) for each in accepted}) == 1
    assert sorted(each.replayed for each in accepted) == [False] + [True] * 7


async def test_a_key_is_free_again_after_thirty_days(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        old = await bench.give(an_order(key="a-key-of-the-caller"))
        then = store.now() - timedelta(days=30, minutes=1)
        kept: Any = await Idempotency.raw().find_one({})
        assert kept["expires_at"] - kept["claimed_at"] == timedelta(days=30)
        times = {"claimed_at": then, "expires_at": then + timedelta(days=30)}
        await Idempotency.raw().update_one({}, {"$set": times})
        accepted = await bench.accept(an_order(key="a-key-of-the-caller", value=False))
    assert not accepted.replayed
    assert accepted.records[0].id != old.id


async def test_another_caller_may_use_the_same_key(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        one = await bench.give(an_order(key="a-key-of-the-caller", caller=Caller(DEFAULT_TENANT, "one")))
        other = await bench.give(an_order(key="a-key-of-the-caller", caller=Caller(DEFAULT_TENANT, "other")))
    assert one.id != other.id


class Stuck:
    """Holds whoever comes to one place, and tells that somebody did."""

    def __init__(self, point: Checkpoint) -> None:
        self.point = point
        self.here = asyncio.Event()

    async def reached(self, point: Checkpoint) -> None:
        if point is self.point:
            self.here.set()
            await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("guarantee", "state"),
    [
        (DeliveryGuarantee.NOT_REPEATABLE, CommandState.UNKNOWN),
        (DeliveryGuarantee.SETS_STATE, CommandState.SENT),
    ],
)
async def test_what_a_dead_holder_was_sending_is_taken_over_when_its_lease_has_ended(
    store: Store, tablets: Tablets, guarantee: DeliveryGuarantee, state: CommandState
) -> None:
    tablets.guarantees[CommandType.SET_VOLUME] = guarantee
    stuck = Stuck(Checkpoint.AFTER_SENDING)
    async with a_bench(store, tablets, checkpoints=stuck, patience=0) as dead:
        record = await dead.give(volume(40))
        await stuck.here.wait()
        async with a_bench(store, tablets) as bench:
            await set_back(record.id, lease__until=-1)
            assert (await bench.until(record, state)).state is state


async def test_a_holder_that_comes_back_too_late_changes_nothing(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        record = await bench.give(volume(40))
        holders = []
        for holder in ("one", "other"):
            record = await bench.record(record)
            claimed = await changed(
                store,
                record,
                stage=Stage.SENDING,
                attempts=1,
                lease__holder=holder,
                lease__fence=record.lease.fence + 1,
                lease__until=After(-1),
            )
            assert claimed is not None
            holders.append(claimed)
        late, present = holders
        fresh = late.model_copy(update={"version": present.version})
        assert await changed(store, fresh, stage=Stage.SENT, fenced=True) is None
        assert await changed(store, present, stage=Stage.SENT, fenced=True) is not None


async def test_two_commands_are_never_sent_to_one_tablet_at_once(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        one, other = await bench.give(volume(40)), await bench.give(an_order())
        assert await changed(store, one, stage=Stage.SENDING) is not None
        assert await changed(store, other, stage=Stage.SENDING) is None


async def test_nothing_is_sent_after_its_deadline_by_the_databases_clock(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        record = await bench.give(an_order())
        await set_back(record.id, expires_at=-0.001)
    async with a_bench(store, tablets) as bench:
        command = await bench.until(record)
    assert command.state is CommandState.EXPIRED
    assert tablets.sends == []


async def test_what_could_not_leave_before_its_deadline_any_more_is_not_begun(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        record = await bench.give(an_order())
        await set_back(record.id, expires_at=0.4)
    async with a_bench(store, tablets) as bench:
        assert (await bench.until(record)).state is CommandState.EXPIRED
    assert tablets.sends == []


async def test_what_can_be_looked_up_is_sent_again_only_when_the_first_one_must_have_arrived(
    store: Store, tablets: Tablets
) -> None:
    tablets.guarantees[CommandType.SET_VOLUME] = DeliveryGuarantee.QUERYABLE
    tablets.lose_before()
    async with a_bench(store, tablets) as bench:
        record = await bench.give(volume(40))
        await tablets.arrived.wait()
        tablets.arrived.clear()

        async def looked() -> bool:
            return tablets.looks >= 2

        await until(looked)
        assert len(tablets.sends) == 1
        await set_back(record.id, began_at=-20)
        await bench.until(record, CommandState.SENT)
    assert len(tablets.commands) == 1


async def test_what_can_be_looked_up_is_not_taken_for_somebody_elses(bench: Bench, tablets: Tablets) -> None:
    tablets.guarantees[CommandType.SET_VOLUME] = DeliveryGuarantee.QUERYABLE
    tablets.foreign(type=CommandType.SET_VOLUME, volume=40)
    tablets.lose()
    record = await bench.give(volume(40))
    await bench.until(record, CommandState.SENT)
    assert (await bench.record(record)).vendor_ids == ("v2",)


async def audited(record: CommandRecord, *, times: int) -> bool:
    return await Audit.find({"subject": record.id}).count() == times


async def test_every_command_is_in_the_audit_trail_with_its_end(bench: Bench, tablets: Tablets) -> None:
    tablets.executes = True
    record = await bench.give(
        an_order(caller=Caller(DEFAULT_TENANT, "dr-noor"), type=CommandType.SET_VOLUME, volume=40)
    )
    await bench.until(record, CommandState.EXECUTED)
    await until(lambda: audited(record, times=2))
    trail = await Audit.find({"subject": record.id}).sort("at").to_list()
    assert [(entry.caller, entry.device, entry.result) for entry in trail] == [
        ("dr-noor", "d1", "ACCEPTED"),
        ("dr-noor", "d1", "EXECUTED"),
    ]
    assert trail[0].details == {"type": "SET_VOLUME", "volume": 40}


async def test_a_superseded_command_ends_in_the_audit_trail_too(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        older = await bench.give(volume(10))
        await bench.give(volume(20))
    async with a_bench(store, tablets):
        await until(lambda: audited(older, times=2))
    assert await Audit.find({"subject": older.id, "result": "CANCELLED"}).count() == 1


async def test_an_illegal_move_is_logged_and_never_raised(
    bench: Bench, tablets: Tablets, caplog: pytest.LogCaptureFixture
) -> None:
    tablets.executes = True
    record = await bench.give()
    await bench.until(record, CommandState.EXECUTED)
    ended = await bench.record(record)
    assert await bench.commands.transitions.move(ended, Stage.SENT, CommandSource.VENDOR) is None
    assert "A command may not go from EXECUTED to SENT." in caplog.messages


async def test_one_lease_has_one_holder_and_its_fence_rises(store: Store) -> None:
    first = await leases.take(store, "a meeting", "one")
    assert first is not None
    assert await leases.take(store, "a meeting", "other") is None
    again = await leases.take(store, "a meeting", "one")
    assert again is not None
    assert again.fence == first.fence
    await leases.release(store, again)
    second = await leases.take(store, "a meeting", "other")
    assert second is not None
    assert second.fence == first.fence + 1


async def test_of_many_who_want_a_lease_one_gets_it(store: Store) -> None:
    found = await asyncio.gather(*(leases.take(store, "a meeting", f"holder {n}") for n in range(10)))
    assert sum(lease is not None for lease in found) == 1


async def test_two_engines_over_one_store_send_everything_once_and_ask_once(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets) as one, a_bench(store, tablets) as other:
        records = [
            await (one, other)[number % 2].give(volume(number, TABLETS[number % 4])) for number in range(4)
        ]
        for record in records:
            await other.until(record, CommandState.SENT)
        assert len(tablets.sends) == 4
        for number in range(4):
            tablets.execute(number)
        for record in records:
            await one.until(record, CommandState.EXECUTED)
    assert {parameters for _, _, parameters in tablets.sends} == {
        CommandParameters(volume=number) for number in range(4)
    }

"""The audit log names whoever ended a command, and every end that it had."""

from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.command import CommandSource, CommandState, CommandType
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.stage import Stage
from store.store import Store
from tests.support.engine import Bench, a_bench, an_order, until
from tests.support.tablets import Tablets


async def ends(record: CommandRecord) -> list[tuple[str, str, str | None, str]]:
    """Who ended it, how that is called, in which request, and how it ended; the acceptance left out."""
    trail = await Audit.find({"subject": record.id}).sort("_id").to_list()
    return [(each.caller, each.action, each.request_id, each.result) for each in trail[1:]]


async def test_who_takes_back_a_command_is_named_not_who_gave_it(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        record = await bench.give(an_order(caller=Caller(DEFAULT_TENANT, "dr-noor")))
        await bench.commands.cancel(
            record.key, caller=Caller(DEFAULT_TENANT, "nurse-ida"), request_id="request-2"
        )
    assert await ends(record) == [("nurse-ida", "cancelCommand", "request-2", "CANCELLED")]


async def test_who_gives_a_newer_command_is_named_at_the_end_of_the_older_one(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        older = await bench.give(
            an_order(caller=Caller(DEFAULT_TENANT, "dr-noor"), type=CommandType.SET_VOLUME, volume=10)
        )
        await bench.give(
            an_order(caller=Caller(DEFAULT_TENANT, "$nurse"), type=CommandType.SET_VOLUME, volume=20)
        )
        await bench.commands.transitions.audit(await bench.record(older))
    assert await ends(older) == [("$nurse", "sendDeviceCommand", "request-1", "CANCELLED")]


async def test_an_end_that_could_not_be_written_at_once_is_written_beside_the_later_truth(
    bench: Bench, tablets: Tablets
) -> None:
    tablets.shows_flags = False
    record = await bench.give()
    await bench.let_expire(record)
    await bench.until(record, CommandState.UNKNOWN)

    async def was_audited() -> bool:
        return len(await ends(record)) == 1

    await until(was_audited)
    # As though MongoDB had gone between the move and its entry.
    await Audit.find({"subject": record.id, "result": "UNKNOWN"}).delete()
    given_up = await bench.record(record)
    await bench.commands.transitions.move(given_up, Stage.EXECUTED, CommandSource.DEVICE)
    assert [result for *_, result in await ends(record)] == ["UNKNOWN", "EXECUTED"]

"""A tenant whose vendor hangs, or who floods it with commands, delays no other tenant's commands."""

from datetime import timedelta

from models.account import first_account
from models.documents.command import CommandRecord
from models.vendor import Vendor
from store.outbox import Outbox
from store.store import Store
from tests.support.engine import a_bench
from tests.support.tablets import Tablets

FLOODING, QUIET = first_account("flooding", Vendor.TELECOMX), first_account("quiet", Vendor.TELECOMX)


async def test_the_one_command_of_a_quiet_tenant_is_due_beside_the_many_of_another(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        row = (await bench.give()).bson()
        earlier = row["due_at"] - timedelta(seconds=30)
        await CommandRecord.raw().insert_many(
            [
                {**row, "_id": f"cmd_{n}", "account": str(FLOODING), "device": f"d{n}", "due_at": earlier}
                for n in range(300)
            ]
        )
        await CommandRecord.raw().insert_one({**row, "_id": "cmd_quiet", "account": str(QUIET)})
        due = await Outbox(store, [FLOODING, QUIET], holder="we").due()
    assert [record.id for record in due if record.account == QUIET] == ["cmd_quiet"]
    assert len(due) > 1
    assert due[1].account == QUIET

"""Ends the commands that nobody follows, and writes down the ends that could not be written at once."""

from commands import state_machine
from commands.moves import Moves
from models.command import CommandSource
from models.stage import Stage
from store import workable
from store.store import Store

_UNDER_WAY = [stage.value for stage in state_machine.UNDER_WAY]
_LOST_MS = int((state_machine.GRACE.total_seconds() + 10) * 1000)


async def sweep(store: Store, moves: Moves) -> None:
    """Ends what nobody follows: what was never sent in time, and what has been under way for too long.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    overdue = {"$expr": {"$lte": ["$expires_at", "$$NOW"]}}
    for record in await workable.found(store, {"stage": Stage.ACCEPTED.value, **overdue}, limit=500):
        # Only what undoes a command waits here after attempts without an answer.
        to = Stage.UNKNOWN if record.has_left else Stage.EXPIRED
        await moves.move(record, to, CommandSource.GATEWAY, "Its deadline passed before it could be sent.")
    lost = {"$expr": {"$lte": [workable.after("expires_at", _LOST_MS), "$$NOW"]}}
    for record in await workable.found(store, {"stage": {"$in": _UNDER_WAY}, **lost}, limit=500):
        await moves.move(
            record, Stage.UNKNOWN, CommandSource.RECONCILER, "The vendor could not be asked by its deadline."
        )
    results = [stage.value for stage in state_machine.FINAL | state_machine.GIVEN_UP]
    unaudited = {"audited": False, "stage": {"$in": results}}
    for record in await workable.found(store, unaudited, limit=500):
        await moves.audit(record)

"""Reconciles commands that nobody tracks any more, and audits outcomes that were not audited at once."""

from datetime import timedelta

from commands import state_machine
from commands.transitions import Transitions
from models.command import CommandSource
from models.stage import Stage
from store import reconcile
from store.store import Store

# A tracked command has ended by then.
_FOLLOWED_BY_NOBODY = state_machine.GRACE + timedelta(seconds=10)


async def reconcile_lost(store: Store, transitions: Transitions) -> None:
    """Reconciles commands that nobody tracks: those never sent in time, and those pending for too long.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    for record in await reconcile.never_sent(store):
        # Only compensating commands wait in this stage after attempts without a response.
        to = Stage.UNKNOWN if record.has_left else Stage.EXPIRED
        await transitions.move(
            record, to, CommandSource.GATEWAY, "Its deadline passed before it could be sent."
        )
    for record in await reconcile.without_an_end(store, overdue=_FOLLOWED_BY_NOBODY):
        await transitions.move(
            record, Stage.UNKNOWN, CommandSource.RECONCILER, "The vendor could not be asked by its deadline."
        )
    for record in await reconcile.unaudited(store):
        await transitions.audit(record)

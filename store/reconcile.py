"""Queries for commands to reconcile, and for outcomes that are not in the audit log yet."""

from datetime import timedelta

from models.documents.command import CommandRecord
from models.stage import RESULTS, UNDER_WAY, Stage
from store import quarantine
from store.store import Store

_AT_ONCE = 500
_UNDER_WAY = [stage.value for stage in UNDER_WAY]
_RESULTS = [stage.value for stage in RESULTS]


async def never_sent(store: Store) -> list[CommandRecord]:
    """The commands that were not sent by their deadline.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    overdue = {"$expr": {"$lte": ["$expires_at", "$$NOW"]}}
    return await quarantine.readable_commands(
        store, {"stage": Stage.ACCEPTED.value, **overdue}, limit=_AT_ONCE
    )


async def without_an_end(store: Store, *, overdue: timedelta) -> list[CommandRecord]:
    """The commands that were sent and have not ended by a time after their deadline.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    milliseconds = int(overdue.total_seconds() * 1000)
    lost = {"$expr": {"$lte": [quarantine.after("expires_at", milliseconds), "$$NOW"]}}
    return await quarantine.readable_commands(store, {"stage": {"$in": _UNDER_WAY}, **lost}, limit=_AT_ONCE)


async def unaudited(store: Store) -> list[CommandRecord]:
    """The commands whose end is not in the audit log.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    return await quarantine.readable_commands(
        store, {"audited": False, "stage": {"$in": _RESULTS}}, limit=_AT_ONCE
    )

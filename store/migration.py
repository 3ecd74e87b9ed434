"""Migrates the data of the previous version, whose documents name vendors instead of accounts.

That version also stored the idempotency keys of device commands in the commands, and some texts without encryption.

The migration runs once, before the store is used, in batches that a slow database can process. Each batch is one atomic
update per document, or one transaction. So a replica may be killed at any point and another continues; two replicas may
also run it at the same time.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import OperationFailure

from models.account import DEFAULT_TENANT, first_account
from models.documents.audit import Audit
from models.documents.calendar_entry import CalendarEntry
from models.documents.command import CommandRecord
from models.documents.device_queue import DeviceQueue
from models.documents.idempotency import Idempotency
from models.documents.lease import Lease
from models.documents.meta import Meta
from models.documents.remembered import Remembered
from models.documents.stored import Stored
from models.vendor import Vendor
from store.deadline import within
from store.encryption import Vault
from store.migration_steps import behind, keys_out_of_commands, texts_encrypted

PORTION = 500
PORTION_SECONDS = 5.0

_TO = 2
_OLD: Mapping[str, Any] = {"$or": [{"schemaVersion": {"$lt": _TO}}, {"schemaVersion": {"$exists": False}}]}
# Increases with every step that is added; steps that were completed earlier find nothing to do.
_ROUND = 2
_DONE = f"carried over:{_TO}.{_ROUND}"
_IS_KEY = {"_id": {"$regex": "^key:"}}
_VENDORS = [vendor.value for vendor in Vendor]
_INDEXES_GONE: Mapping[type[Stored], Sequence[str]] = {
    CommandRecord: ("lines", "one_at_a_time", "of_meeting", "by_vendor_id", "by_key"),
    Idempotency: ("scopes_1",),
}
# IndexNotFound.
_NO_INDEX = 27

_ITS_ACCOUNT = {
    "$cond": [{"$in": ["$vendor", _VENDORS]}, {"$concat": [f"{DEFAULT_TENANT}/", "$vendor"]}, "$$REMOVE"]
}
# An unknown vendor is left in place for an operator to inspect.
_NO_VENDOR = {"$cond": [{"$in": ["$vendor", [*_VENDORS, None]]}, "$$REMOVE", "$vendor"]}
_WITH_ACCOUNT: Mapping[str, Any] = {"account": _ITS_ACCOUNT, "vendor": _NO_VENDOR, "schemaVersion": _TO}
_WITH_TENANT: Mapping[str, Any] = {"tenant": DEFAULT_TENANT, "schemaVersion": _TO}

_GOES_ON = "The data of an older version is being migrated."
_TOO_SLOW = (
    "The data of an older version cannot be migrated: MongoDB takes longer than {seconds:g} seconds for one "
    "document. Make MongoDB faster, or set MEETGRAPH_STORE_SECONDS higher."
)

_log = logging.getLogger(__name__)

# Migrates a batch of documents after an id, and returns the last id of the batch; None if there are no more.
_Portion = Callable[[Any, int], Awaitable[Any]]


class Migration:
    """The migration as one replica runs it.

    Attributes:
        is_over: whether it is complete.
        state: its state, as text for an operator.
    """

    def __init__(
        self,
        *,
        vault: Callable[[], Vault],
        fenced_for: timedelta,
        portion: int = PORTION,
        portion_seconds: float = PORTION_SECONDS,
    ) -> None:
        """Prepares the migration; `go_on` runs it.

        Args:
            vault: encrypts with the keys of the database.
            fenced_for: the time after which every gateway of an older version has stopped writing.
            portion: the maximum number of documents in a batch.
            portion_seconds: the time limit of a batch; after a timeout the batches become smaller.
        """
        self.is_over = False
        self.state = _GOES_ON
        self._vault = vault
        self._fenced_for = fenced_for
        self._most = self._portion = portion
        self._portion_seconds = portion_seconds
        self._steps: list[_Portion] | None = None
        self._after: Any = None

    async def go_on(self, now: datetime, *, seconds: float) -> None:
        """Runs batches until the time is over; a batch that failed is repeated.

        Args:
            now: by the database's clock.
            seconds: the time limit; the last batch may exceed it.
        """
        until = time.monotonic() + seconds
        if self._steps is None and not await within(self._begun(now), self._portion_seconds):
            return
        while self._steps and time.monotonic() < until:
            await self._carry_over(self._steps)
        if not self._steps:
            await within(self._finish(), self._portion_seconds)

    async def _carry_over(self, steps: list[_Portion]) -> None:
        """Migrates one batch, or makes the next ones smaller if it takes too long."""
        try:
            self._after = await within(steps[0](self._after, self._portion), self._portion_seconds)
        except TimeoutError:
            if self._portion > 1:
                self._portion //= 2
            elif self.state == _GOES_ON:
                self.state = _TOO_SLOW.format(seconds=self._portion_seconds)
                _log.error("%s Writes are refused until then.", self.state)
            return
        self.state = _GOES_ON
        self._portion = min(self._most, self._portion + self._portion // 4 + 1)
        if self._after is None:
            del steps[0]

    async def _begun(self, now: datetime) -> bool:
        """Prepares the steps, and returns whether they may run: no gateway of an older version writes any more."""
        if await Meta.raw().find_one({"_id": _DONE}) is not None:
            self._steps = []
            self.is_over = True
            return True
        # Older gateways read these documents twice a second; they cannot read them from now on, and so refuse to write.
        fence = {"schemaVersion": _TO, "fenced_at": "$$NOW"}
        await Meta.raw().update_many({**_IS_KEY, **_OLD}, [{"$set": fence}])
        fenced = [at for row in await Meta.raw().find(_IS_KEY).to_list() if (at := row.get("fenced_at"))]
        if fenced and max(fenced) + self._fenced_for > now:
            return False
        if fenced:
            _log.info("The migration of an older version's data begins.")
        self._steps = [
            partial(_in_place, CommandRecord, _WITH_ACCOUNT),
            partial(_in_place, Audit, {**_WITH_ACCOUNT, **_WITH_TENANT}),
            partial(_in_place, Idempotency, _WITH_TENANT),
            partial(_under_new_ids, DeviceQueue, _of_account),
            partial(_under_new_ids, Remembered, _of_account),
            partial(_under_new_ids, CalendarEntry, _of_tenant),
            partial(keys_out_of_commands, self._vault()),
            partial(texts_encrypted, self._vault()),
            _without_leases,
        ]
        return True

    async def _finish(self) -> None:
        if self.is_over:
            return
        for documents, names in _INDEXES_GONE.items():
            for name in names:
                try:
                    await documents.raw().drop_index(name)
                except OperationFailure as error:
                    if error.code != _NO_INDEX:
                        raise
        done = {"$max": {"schemaVersion": _TO}}
        await Meta.raw().update_one({"_id": _DONE}, done, upsert=True)
        self.is_over = True


def _is_old(row: Mapping[str, Any]) -> bool:
    version = row.get("schemaVersion", 1)
    return isinstance(version, int | float) and version < _TO


async def _in_place(documents: type[Stored], change: Mapping[str, Any], after: Any, portion: int) -> Any:
    """Migrates documents that keep their ids."""
    found = documents.raw().find(behind(after), {"schemaVersion": 1}).sort("_id", 1).limit(portion)
    rows = await found.to_list()
    ids = [row["_id"] for row in rows if _is_old(row)]
    if ids:
        await documents.raw().update_many({"_id": {"$in": ids}, **_OLD}, [{"$set": dict(change)}])
    return rows[-1]["_id"] if rows else None


async def _under_new_ids(
    documents: type[Stored],
    renamed: Callable[[Mapping[str, Any]], dict[str, Any] | None],
    after: Any,
    portion: int,
) -> Any:
    """Migrates documents whose ids change, in a transaction: each exists under exactly one of its two ids."""

    collection = documents.raw()
    rows = await collection.find(behind(after)).sort("_id", 1).limit(portion).to_list()
    ids = [row["_id"] for row in rows if _is_old(row) and renamed(row) is not None]

    async def work(session: AsyncClientSession) -> None:
        found = await collection.find({"_id": {"$in": ids}}, session=session).to_list()
        made = [new for row in found if (new := renamed(row)) is not None]
        there = collection.find({"_id": {"$in": [new["_id"] for new in made]}}, {"_id": 1}, session=session)
        taken = {row["_id"] for row in await there.to_list()}
        # Another replica that migrates the same documents gets a write conflict, and then finds none.
        await collection.delete_many({"_id": {"$in": ids}}, session=session)
        fresh = [new for new in made if new["_id"] not in taken]
        if fresh:
            await collection.insert_many(fresh, session=session)

    if ids:
        async with collection.database.client.start_session() as session:
            await session.with_transaction(work)
    return rows[-1]["_id"] if rows else None


def _of_account(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The document with an id of account and vendor's id; None if its id does not begin with a vendor."""
    vendor, between, id = str(row["_id"]).partition(":")
    if not between or vendor not in _VENDORS:
        return None
    account = str(first_account(DEFAULT_TENANT, Vendor(vendor)))
    others = {name: value for name, value in row.items() if name not in ("_id", "vendor")}
    own = {"account": account} if row.get("vendor") == vendor else {}
    return {"_id": f"{account}:{id}", **others, **own, "schemaVersion": _TO}


def _of_tenant(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The document with an id of tenant and global id; None if its id is no text."""
    if not isinstance(row["_id"], str):
        return None
    return {**row, "_id": f"{DEFAULT_TENANT}:{row['_id']}", "schemaVersion": _TO}


async def _without_leases(_: Any, __: int) -> None:
    """Deletes the leases of gateways of older versions."""
    await Lease.raw().delete_many(dict(_OLD))

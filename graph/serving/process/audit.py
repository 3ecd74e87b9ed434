"""Verifies, exports and prunes the audit log for an operator."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph.serving.process.output import refused, say, with_store
from store import audit_log, audit_reading, audit_retention
from store.audit_chain import ChainKeys
from store.audit_reading import LogVerification
from store.audit_verification import heads_in
from store.encryption import Vault
from store.settings import StoreSettings
from store.store import Store

_FLAWS_AT_MOST = 1_000
_NO_HEAD = (
    "Entries that were cut off at the end are seen only with --head, from an earlier `meetgraph audit head`."
)
_EMPTY_HEAD = "--head holds no head, so it would prove nothing; without it the rest of the log is verified."


def head(settings: StoreSettings) -> int:
    """Prints the present end of every chain."""

    async def work(_: Store) -> int:
        with audit_reading.unavailable_if_away():
            return say([str(head) async for head in audit_reading.heads()])

    return with_store(settings, work)


def verify(settings: StoreSettings, heads: str | None) -> int:
    """Prints what is wrong with the log, one flaw a line, and how much was verified.

    Args:
        heads: what `head` printed before, or a file with it.

    Returns:
        0 if all is well, 1 if something is wrong, 2 if the heads cannot be read, or there are none.
    """
    try:
        kept = {} if heads is None else heads_in(_text(heads))
    except (OSError, ValueError):
        return refused("--head is neither a file nor a text that `meetgraph audit head` has printed.", 2)
    if heads is not None and not kept:
        return refused(_EMPTY_HEAD, 2)

    async def work(store: Store) -> int:
        verification = LogVerification(_keys(settings, store), kept)
        if await _flaws(verification):
            return 1
        if heads is None:
            refused(_NO_HEAD)
        return say(
            [f"well {verification.entries} entries, {verification.unchained} of before there were chains"]
        )

    return with_store(settings, work)


def export(settings: StoreSettings, tenant: str | None, since: str | None) -> int:
    """Prints the entries as JSON, one a line, the oldest first."""
    try:
        moment = None if since is None else datetime.fromisoformat(since)
    except ValueError:
        return refused("--since is no time, such as 2026-01-31 or 2026-01-31T09:30:00Z.", 2)
    aware = moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment

    async def work(_: Store) -> int:
        with audit_reading.unavailable_if_away():
            async for line in audit_reading.exported(tenant, aware):
                sys.stdout.write(f"{line}\n")
        return say(())

    return with_store(settings, work)


def prune(settings: StoreSettings) -> int:
    """Removes the entries that are older than MEETGRAPH_AUDIT_DAYS, unless the log is not well.

    Returns:
        0 after it, 1 if something is wrong with the log; then nothing was removed.
    """

    async def work(store: Store) -> int:
        keys = _keys(settings, store)
        if await _flaws(LogVerification(keys)):
            return refused("Nothing was removed, because the log is not as it was written.")
        now = store.now()
        before = now - timedelta(days=settings.audit_days)
        with audit_reading.unavailable_if_away():
            for tenant in await audit_reading.tenants():
                count = await audit_retention.prune(tenant, keys, before=before, now=now)
                say([f"pruned {tenant} {count}"])
                if count:
                    await audit_log.record(
                        store,
                        tenant=tenant,
                        action="pruneAuditLog",
                        subject="audit log",
                        details={"entries": count, "before": before.isoformat()},
                        keys=settings.audit_keys,
                    )
        return 0

    return with_store(settings, work)


async def _flaws(verification: LogVerification) -> int:
    """Prints the flaws of the log; gives their number."""
    count = 0
    with audit_reading.unavailable_if_away():
        async for flaw in verification.findings():
            count += 1
            say([f"flaw {flaw}"])
            if count == _FLAWS_AT_MOST:
                refused(
                    "There are more flaws. If it is all of the log, its keys may be others than the ones set."
                )
                break
            # So that a long verification can be interrupted.
            await asyncio.sleep(0)
    return count


def _keys(settings: StoreSettings, store: Store) -> ChainKeys:
    own = [key.get_secret_value().encode() for key in settings.audit_keys]
    return ChainKeys(Vault(own) if own else store.vault)


def _text(heads: str) -> str:
    if heads.startswith("head "):
        return heads
    return Path(heads).read_text("utf-8")

"""Records what an operator changes at the command line: what is intended before it begins, and how it ended."""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from models.documents.audit import Audit
from models.errors import StoreUnavailable
from store.audit_log import AuditLog, an_id
from store.audit_writer import US
from store.store import Store

STARTED, DONE, REFUSED, FAILED = "STARTED", "DONE", "REFUSED", "FAILED"


@dataclass(slots=True)
class Change:
    """How a change ended.

    Attributes:
        result: what the second entry says.
        details: what else it says, without secrets.
    """

    result: str = DONE
    details: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def audited_change(
    store: Store,
    *,
    tenants: Iterable[str],
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    keys: Sequence[SecretStr] = (),
) -> AsyncIterator[Change]:
    """Records a change of accounts, keys or tenants: its intention is durable when the block begins.

    Both entries have the same request id. If the process is killed in between, the first one stands alone.

    Args:
        store: the store.
        tenants: those that it concerns; each has the entries in its log.
        action: such as `createApiKey` or `setAccount`.
        subject: what is changed, by its id or name.
        details: what else is to be known, without secrets.
        keys: the keys of the audit log, if it does not use those of the store.

    Raises:
        StoreUnavailable: MongoDB is unavailable; if that is so at the beginning, the block is not entered.
    """
    log, request_id, change = AuditLog(store, keys), f"cli_{secrets.token_hex(8)}", Change()
    concerned = list(tenants)

    async def write(result: str, more: Mapping[str, Any]) -> None:
        for durable in [
            log.record(
                Audit(
                    id=an_id(action),
                    at=store.now(),
                    tenant=tenant,
                    caller=US,
                    action=action,
                    subject=subject,
                    details={**(details or {}), **more},
                    result=result,
                    request_id=request_id,
                )
            )
            for tenant in concerned
        ]:
            await durable

    await write(STARTED, {})
    try:
        yield change
    except BaseException:
        with suppress(StoreUnavailable):
            await write(FAILED, {})
        raise
    await write(change.result, change.details)

"""Records refused use of a tenant's credentials in its audit log: the first at once, further ones once a minute."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from models.caller import Caller
from models.denial import CredentialRefused
from models.documents.audit import Audit
from store.audit_log import AuditLog, an_id
from store.audit_writer import US

AUTHENTICATE, REFUSED = "authenticate", "REFUSED"
INTERVAL_SECONDS = 60.0
# Of one tenant in an interval; further ones are counted together.
CREDENTIALS_AT_MOST = 100


class _Credential(NamedTuple):
    caller: Caller
    reason: str
    subject: str | None


class RefusedCredentials:
    """Counts refusals of each credential, so that whoever floods the gateway with one does not flood the audit log.

    Args:
        audit_log: where they are recorded.
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, audit_log: AuditLog, *, now: Callable[[], datetime]) -> None:
        self._log = audit_log
        self._now = now
        self._counts: dict[_Credential, int] = {}
        self._timer: asyncio.TimerHandle | None = None

    def count(self, refused: CredentialRefused) -> None:
        """Counts a refusal; the first of a credential is recorded at once."""
        found = _Credential(refused.caller, refused.reason, refused.subject)
        if found not in self._counts and self._is_full(found.caller.tenant):
            found = _Credential(Caller(found.caller.tenant, US), found.reason, None)
        if found in self._counts:
            self._counts[found] += 1
            return
        self._counts[found] = 0
        self._record(found, 1)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(INTERVAL_SECONDS, self._next_interval)

    def write(self) -> None:
        """Records what was counted; a credential of which nothing was is forgotten."""
        counted = {each: count for each, count in self._counts.items() if count}
        self._counts = dict.fromkeys(counted, 0)
        for each, count in counted.items():
            self._record(each, count)

    def close(self) -> None:
        """Records what is counted still."""
        if self._timer is not None:
            self._timer.cancel()
        self.write()

    def _next_interval(self) -> None:
        self.write()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(INTERVAL_SECONDS, self._next_interval) if self._counts else None

    def _is_full(self, tenant: str) -> bool:
        return sum(each.caller.tenant == tenant for each in self._counts) >= CREDENTIALS_AT_MOST

    def _record(self, credential: _Credential, count: int) -> None:
        self._log.record(
            Audit(
                id=an_id(AUTHENTICATE),
                at=self._now(),
                tenant=credential.caller.tenant,
                caller=credential.caller.id,
                action=AUTHENTICATE,
                subject=credential.subject,
                details={"count": count},
                result=REFUSED,
                reason=credential.reason,
            ),
            urgent=False,
        )

"""The token of Telecomx' calls, renewed by a login."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models.operation import Safe
from models.vendor import Vendor
from runtime.background_tasks import BackgroundTasks
from vendors.http import VendorHttp
from vendors.operation_scope import within_operation
from vendors.telecomx import envelopes
from vendors.telecomx.replies import accepted, readable_as
from vendors.telecomx.settings import TelecomxSettings
from vendors.telecomx.values import text, whole

_LOGIN = Safe("log in")
_NEVER_EXPIRES = -1
_USUAL_MINUTES = 15
# A token that expires during a call would cause a second call.
_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """One token; compared by identity, because a login may return the same token again.

    Attributes:
        employee_id: the employee, if the login returned one.
    """

    token: str = field(repr=False)
    renew_at: datetime | None = None
    employee_id: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Access:
    """The way into one Telecomx account, shared by all calls of this process."""

    def __init__(self, settings: TelecomxSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._grant: Grant | None = None
        self._login: asyncio.Task[Grant] | None = None
        self._tasks = BackgroundTasks("logins at Telecomx")
        if settings.bearer_token is not None:
            self._grant = Grant(settings.bearer_token.get_secret_value())

    async def grant(self) -> Grant:
        """The token to call with; logs in where there is none, or where it ends shortly."""
        held = self._grant
        if held is not None and (held.renew_at is None or self._now() < held.renew_at):
            return held
        return await self._shared_login()

    @property
    def logs_in(self) -> bool:
        """Whether there is a login, which returns the employee; a machine token does not."""
        return self._settings.bearer_token is None

    async def renewed(self, refused: Grant) -> Grant | None:
        """A token in place of one that the vendor refused; None where a machine token has no other."""
        if not self.logs_in:
            return None
        held = self._grant
        # A concurrent call may have renewed the token already.
        if held is not None and held is not refused:
            return held
        return await self._shared_login()

    async def aclose(self) -> None:
        await self._tasks.aclose()

    async def _shared_login(self) -> Grant:
        if self._login is None:
            # In a context of its own: a login is a write, and would make the operation forget what it has read.
            self._login = self._tasks.start(self._log_in(), name=_LOGIN, attended=True, context=Context())
            self._login.add_done_callback(self._logged_in)
        return await within_operation(asyncio.shield(self._login), Vendor.TELECOMX, _LOGIN)

    def _logged_in(self, task: asyncio.Task[Grant]) -> None:
        self._login = None
        if not task.cancelled() and task.exception() is None:
            self._grant = task.result()

    async def _log_in(self) -> Grant:
        asked_at = self._now()
        password = self._settings.password
        reply = await self._http.send(
            "POST",
            "/auth/login",
            operation=_LOGIN,
            json={
                "username": self._settings.username,
                "password": password.get_secret_value() if password else None,
            },
        )
        login = readable_as(lambda body: envelopes.login(body, _LOGIN), accepted(reply, _LOGIN), _LOGIN)
        return Grant(
            login.token, _renew_at(asked_at, whole(login.expires_in_minutes)), _employee_id(login.employee)
        )


def _employee_id(told: Any) -> str | None:
    return text(told.get("_id") or told.get("id")) if isinstance(told, dict) else text(told)


def _renew_at(asked_at: datetime, minutes: int | None) -> datetime | None:
    if minutes == _NEVER_EXPIRES:
        return None
    lifetime = timedelta(minutes=minutes if minutes and minutes > 0 else _USUAL_MINUTES)
    try:
        return asked_at + max(lifetime - _MARGIN, lifetime / 2)
    except OverflowError:
        return None

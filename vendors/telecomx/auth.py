"""The token of Telecomx' calls, renewed by a login."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vendors.http import VendorHttp
from vendors.login import LOGIN, Credentials, Grant
from vendors.telecomx import envelopes
from vendors.telecomx.replies import accepted, readable_as
from vendors.telecomx.settings import TelecomxSettings
from vendors.telecomx.values import text, whole

_NEVER_EXPIRES = -1
_USUAL_MINUTES = 15
# A token that expires during a call would cause a second call.
_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, eq=False)
class TelecomxGrant(Grant):
    """One token.

    Attributes:
        employee_id: the employee, if the login returned one; a machine token does not name any.
    """

    employee_id: str | None = None


class TelecomxCredentials(Credentials[TelecomxGrant]):
    """The machine token if there is one, else an employee's login."""

    def __init__(self, settings: TelecomxSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        token = settings.bearer_token
        super().__init__(
            http, now, None if token is None else TelecomxGrant(f"Bearer {token.get_secret_value()}")
        )
        self._settings = settings

    async def log_in(self) -> TelecomxGrant:
        asked_at = self._now()
        password = self._settings.password
        reply = await self._http.send(
            "POST",
            "/auth/login",
            operation=LOGIN,
            json={
                "username": self._settings.username,
                "password": password.get_secret_value() if password else None,
            },
        )
        login = readable_as(lambda body: envelopes.login(body, LOGIN), accepted(reply, LOGIN), LOGIN)
        return TelecomxGrant(
            f"Bearer {login.token}",
            _renew_at(asked_at, whole(login.expires_in_minutes)),
            _employee_id(login.employee),
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

"""EnableX' two kinds of credentials: the app key, and a user's token that is valid for 15 minutes."""

import asyncio
import base64
import re
from collections.abc import Callable
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import SecretStr

from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from runtime.background_tasks import BackgroundTasks
from vendors.enablex.envelope import answer
from vendors.enablex.settings import EnableXSettings
from vendors.http import VendorHttp
from vendors.operation_scope import within_operation

# The documentation says 15 minutes in one place and 20 in another.
_RENEWED_AFTER = timedelta(minutes=14)

_OPERATION = Safe("log in")

# The response is documented as "access token and user information", without the names of its keys.
_TOKEN_KEYS = ("token", "access_token", "accessToken")
_TOKEN_HOLDERS = ("user", "data")

# It is sent in a header, where blanks and line breaks are separators.
_TOKEN = re.compile(r"[!-~]+")


class Credentials(Protocol):
    async def authorization(self) -> str:
        """The Authorization header's value for a call made now."""

    async def renewed(self, refused: str) -> str | None:
        """A new value instead of one that EnableX refused; None if there can be none."""

    async def aclose(self) -> None:
        """Cancels a running login."""


def credentials(settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> Credentials:
    """The app key if there is one, else the user's login."""
    if settings.app_key is not None:
        return AppKey(settings.app_id, settings.app_key)
    return UserToken(settings, http, now)


class AppKey:
    """HTTP Basic: the App ID with the App Key."""

    def __init__(self, app_id: str, app_key: SecretStr) -> None:
        pair = f"{app_id}:{app_key.get_secret_value()}"
        self._value = "Basic " + base64.b64encode(pair.encode()).decode()

    async def authorization(self) -> str:
        return self._value

    async def renewed(self, refused: str) -> str | None:
        return None

    async def aclose(self) -> None:
        pass


class UserToken:
    """A user's token: EnableX has no refresh call, so an expired or refused token needs a new login."""

    def __init__(self, settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._value: str | None = None
        self._renew_at: datetime | None = None
        self._login: asyncio.Task[str] | None = None
        self._tasks = BackgroundTasks("logins at EnableX")

    async def authorization(self) -> str:
        if self._value is None or self._renew_at is None or self._now() >= self._renew_at:
            return await self._logged_in()
        return self._value

    async def renewed(self, refused: str) -> str | None:
        if self._value is not None and self._value != refused:
            return self._value
        return await self._logged_in()

    async def aclose(self) -> None:
        await self._tasks.aclose()

    async def _logged_in(self) -> str:
        """Joins a running login or starts one; a cancelled waiter does not stop it for the others."""
        if self._login is None:
            # In a separate context: a login is a write, and would drop the operation's cached reads.
            self._login = self._tasks.start(self._log_in(), name=_OPERATION, attended=True, context=Context())
            self._login.add_done_callback(self._login_ended)
        return await within_operation(asyncio.shield(self._login), Vendor.ENABLEX, _OPERATION)

    def _login_ended(self, _: asyncio.Task[str]) -> None:
        self._login = None

    async def _log_in(self) -> str:
        settings = self._settings
        asked_at = self._now()
        reply = await self._http.send(
            "POST",
            "/login",
            operation=_OPERATION,
            headers={"X-Api-Id": settings.app_id, "X-App-Type": settings.app_type},
            json={
                "email": settings.email,
                "password": settings.password.get_secret_value() if settings.password else None,
            },
        )
        body = answer(reply, _OPERATION).opened(_OPERATION)
        if body is None:
            raise VendorRejected(Vendor.ENABLEX, _OPERATION, status=reply.status)
        token = _token(body)
        if token is None:
            raise VendorBadResponse(Vendor.ENABLEX, _OPERATION, status=reply.status, detail="no token")
        # The word is Token, not Bearer.
        self._value = f"Token {token}"
        self._renew_at = asked_at + _RENEWED_AFTER
        return self._value


def _token(body: dict[str, Any]) -> str | None:
    for holder in (body, *(body.get(name) for name in _TOKEN_HOLDERS)):
        if isinstance(holder, dict):
            for key in _TOKEN_KEYS:
                token = holder.get(key)
                if isinstance(token, str) and _TOKEN.fullmatch(token):
                    return token
    return None

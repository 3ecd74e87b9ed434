"""EnableX' two kinds of credentials: the app key, and a user's token that is valid for 15 minutes."""

import base64
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from models.errors import VendorBadResponse, VendorRejected
from models.vendor import Vendor
from vendors.enablex.envelope import answer
from vendors.enablex.settings import EnableXSettings
from vendors.http import VendorHttp
from vendors.login import LOGIN, Credentials, Grant

# The documentation says 15 minutes in one place and 20 in another.
_RENEWED_AFTER = timedelta(minutes=14)

# The response is documented as "access token and user information", without the names of its keys.
_TOKEN_KEYS = ("token", "access_token", "accessToken")
_TOKEN_HOLDERS = ("user", "data")

# It is sent in a header, where blanks and line breaks are separators.
_TOKEN = re.compile(r"[!-~]+")


class EnableXCredentials(Credentials[Grant]):
    """The app key if there is one, else the user's login: an expired or refused token needs a new one."""

    def __init__(self, settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http, now, _app_key(settings))
        self._settings = settings

    async def log_in(self) -> Grant:
        settings = self._settings
        asked_at = self._now()
        reply = await self._http.send(
            "POST",
            "/login",
            operation=LOGIN,
            headers={"X-Api-Id": settings.app_id, "X-App-Type": settings.app_type},
            json={
                "email": settings.email,
                "password": settings.password.get_secret_value() if settings.password else None,
            },
        )
        body = answer(reply, LOGIN).opened(LOGIN)
        if body is None:
            raise VendorRejected(Vendor.ENABLEX, LOGIN, status=reply.status)
        token = _token(body)
        if token is None:
            raise VendorBadResponse(Vendor.ENABLEX, LOGIN, status=reply.status, detail="no token")
        # The word is Token, not Bearer.
        return Grant(f"Token {token}", asked_at + _RENEWED_AFTER)


def _app_key(settings: EnableXSettings) -> Grant | None:
    """HTTP Basic: the App ID with the App Key."""
    if settings.app_key is None:
        return None
    pair = f"{settings.app_id}:{settings.app_key.get_secret_value()}"
    return Grant("Basic " + base64.b64encode(pair.encode()).decode())


def _token(body: dict[str, Any]) -> str | None:
    for holder in (body, *(body.get(name) for name in _TOKEN_HOLDERS)):
        if isinstance(holder, dict):
            for key in _TOKEN_KEYS:
                token = holder.get(key)
                if isinstance(token, str) and _TOKEN.fullmatch(token):
                    return token
    return None

"""What the clients and adapters of vendors that are called by HTTP have in common."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from models.account import Account
from models.health import AccountHealth
from vendors.account_settings import AccountSettings
from vendors.base import Adapter
from vendors.http import VendorHttp, segment
from vendors.samples import Sample
from vendors.views import Answer

S = TypeVar("S", bound=AccountSettings)


class VendorClient:
    """The calls of one account: one method for each endpoint."""

    def __init__(self, http: VendorHttp, now: Callable[[], datetime]) -> None:
        self._http = http
        self._now = now

    @property
    def account(self) -> Account:
        """The account, which is part of the keys of all objects."""
        return self._http.account

    def answer(self, operation: str) -> Answer:
        """What the rows of an answer that has just arrived share."""
        return Answer(self._http.account, operation, self._now(), sample=Sample(self._http.drift))


class HttpAdapter(Adapter, Generic[S]):
    """An account that is called by HTTP; a vendor's adapter also has a client.

    Args:
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, settings: S, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http.account)
        self._settings = settings
        self._http = http
        self._now = now

    @classmethod
    def open(cls, account: Account, settings: S, *, now: Callable[[], datetime], **others: Any) -> Self:
        """The adapter of the account that the settings name; sends nothing yet."""
        http = VendorHttp(
            account=account,
            base_url=settings.base_url,
            limits=settings.limits,
            credentials=settings.secrets,
            now=now,
        )
        return cls(settings, http, now, **others)

    def quotable(self, words: str | None) -> str | None:
        """What may be shown of the vendor's words: all but the credentials of the account."""
        return self._http.credentials.removed_from(words)

    def health(self) -> AccountHealth:
        return self._http.health()

    async def aclose(self) -> None:
        await self._http.aclose()


def path_of(*parts: str) -> str | None:
    """The path of these parts; None if an id among them cannot be one, so that no object has it."""
    try:
        return "".join([f"/{segment(part)}" for part in parts])
    except ValueError:
        return None

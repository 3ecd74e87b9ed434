"""Caches for an hour the account data that writes need: time zone ids and the limits of the plan."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from models import tz_database
from models.errors import VendorError
from models.plan import Plan
from models.time_zone import TimeZone

T = TypeVar("T")

_KEPT_FOR = timedelta(hours=1)
_FAILURE_KEPT_FOR = timedelta(minutes=1)

# The default time zone of a meeting; times are always sent in UTC.
_UTC = "UTC"


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    value: T
    until: datetime


class AccountCache:
    """The cached time zones and plan of an account, which its writes are validated against.

    Args:
        read_zones, read_plan: read them from EnableX.
        patience: how long a write waits for the plan, in seconds.
    """

    def __init__(
        self,
        *,
        read_zones: Callable[[], Awaitable[tuple[TimeZone, ...]]],
        read_plan: Callable[[], Awaitable[Plan | None]],
        now: Callable[[], datetime],
        patience: float = 2.0,
    ) -> None:
        self._read_zones = read_zones
        self._read_plan = read_plan
        self._now = now
        self._patience = patience
        self._zones: _Kept[tuple[TimeZone, ...]] | None = None
        self._plan: _Kept[Plan] | None = None

    async def zone(self, asked: str | None) -> TimeZone | None:
        """EnableX' zone with this id or with any of its tz database names, or UTC by default.

        None if there is no such zone.

        Raises:
            VendorError: EnableX could not be asked.
        """
        if self._zones is None or self._zones.until <= self._now():
            self._zones = _Kept(await self._read_zones(), self._now() + _KEPT_FOR)
        zones = [zone for zone in self._zones.value if zone.vendor_id is not None]
        by_id = {zone.vendor_id: zone for zone in zones}
        if asked in by_id:
            return by_id[asked]
        name = _UTC if asked is None else asked
        alike = [zone for zone in zones if zone.name is not None and tz_database.is_same(zone.name, name)]
        # A zone may be listed under several names; the requested name comes first.
        alike.sort(key=lambda zone: (zone.name or "").casefold() != name.casefold())
        return alike[0] if alike else None

    async def plan(self) -> Plan:
        """The limits as far as they are known; EnableX checks the others itself."""
        if self._plan is None or self._plan.until <= self._now():
            try:
                async with asyncio.timeout(self._patience):
                    found = await self._read_plan()
                self._plan = _Kept(found or Plan(), self._now() + _KEPT_FOR)
            except (VendorError, TimeoutError):
                self._plan = _Kept(Plan(), self._now() + _FAILURE_KEPT_FOR)
        return self._plan.value

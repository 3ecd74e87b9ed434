"""What is kept of an account for an hour: its zones, which a write needs, and its plan, which it can do without."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from models.errors import VendorUnreachable
from models.plan import Plan
from models.time_zone import TimeZone
from models.vendor import Vendor
from vendors.enablex.account_cache import AccountCache

ZONES = (
    TimeZone(name="Nowhere"),
    TimeZone(vendor_id="11", name="UTC"),
    TimeZone(vendor_id="92", name="Asia/Kolkata"),
    TimeZone(vendor_id="93", name="Asia/Kolkata"),
    TimeZone(vendor_id="utc", name="Etc/UTC"),
    TimeZone(vendor_id="7"),
)
PLAN = Plan(max_participants=50)
DOWN = VendorUnreachable(Vendor.ENABLEX, "list time zones")


class Asked:
    """Answers in turn, the last for ever, and counts."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.times = 0

    async def __call__(self) -> Any:
        self.times += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def account(clock: Any) -> Callable[..., AccountCache]:
    def build(zones: Asked | None = None, plan: Asked | None = None) -> AccountCache:
        return AccountCache(
            read_zones=zones or Asked(ZONES), read_plan=plan or Asked(PLAN), now=clock, patience=0.01
        )

    return build


@pytest.mark.parametrize(
    ("asked", "vendor_id"),
    [
        (None, "11"),
        ("11", "11"),
        ("UTC", "11"),
        ("utc", "utc"),
        ("asia/kolkata", "92"),
        ("93", "93"),
        ("Etc/UTC", "utc"),
    ],
)
async def test_a_zone_is_found_by_id_or_name(asked: str | None, vendor_id: str, account: Any) -> None:
    assert (await account().zone(asked)).vendor_id == vendor_id


@pytest.mark.parametrize("asked", ["", "Nowhere", "Mars/Base", "1"])
async def test_what_is_not_in_the_list_is_no_zone(asked: str, account: Any) -> None:
    assert await account().zone(asked) is None


# (what the caller says, what the list says): Chrome in India, new and old Kyiv, another name of New York, and so on.
OTHER_NAMES = [
    ("Asia/Calcutta", "Asia/Kolkata"),
    ("Asia/Kolkata", "Asia/Calcutta"),
    ("Europe/Kyiv", "Europe/Kiev"),
    ("Europe/Kiev", "Europe/Kyiv"),
    ("us/eastern", "America/New_York"),
    ("America/Argentina/Buenos_Aires", "America/Buenos_Aires"),
    ("Etc/UTC", "UTC"),
    ("Etc/GMT", "UTC"),
    ("GMT", "Etc/UTC"),
    ("Zulu", "UTC"),
    ("Z", "UTC"),
]


@pytest.mark.parametrize(("asked", "listed"), OTHER_NAMES)
async def test_a_zone_is_found_by_its_other_names(asked: str, listed: str, account: Any) -> None:
    zone = TimeZone(vendor_id="5", name=listed)
    others = (TimeZone(vendor_id="1", name="Asia/Tokyo"), TimeZone(vendor_id="2", name="Etc/GMT-1"))
    assert await account(Asked((*others, zone))).zone(asked) == zone


async def test_of_a_zones_names_in_the_list_the_one_that_was_asked_for_is_taken(account: Any) -> None:
    zones = (TimeZone(vendor_id="1", name="Europe/Berlin"), TimeZone(vendor_id="2", name="Europe/Copenhagen"))
    assert await account(Asked(zones)).zone("Europe/Copenhagen") == zones[1]
    assert await account(Asked(zones)).zone("Europe/Stockholm") == zones[0]


async def test_a_list_may_call_utc_by_its_other_name(account: Any) -> None:
    assert await account(Asked((ZONES[4],))).zone(None) == ZONES[4]
    assert await account(Asked((ZONES[2],))).zone(None) is None


async def test_both_are_asked_for_once_an_hour(account: Any, clock: Any) -> None:
    zones, plan = Asked(ZONES), Asked(PLAN)
    known = account(zones, plan)
    for minutes in (0, 30, 29, 1, 59):
        clock.advance(minutes=minutes)
        await known.zone("11")
        assert await known.plan() == PLAN
    assert (zones.times, plan.times) == (2, 2)


async def test_zones_that_cannot_be_read_are_asked_for_again(account: Any) -> None:
    zones = Asked(DOWN, ZONES)
    known = account(zones)
    with pytest.raises(VendorUnreachable):
        await known.zone("11")
    assert await known.zone("11") == ZONES[1]


@pytest.mark.parametrize("failure", [DOWN, None], ids=["down", "silent"])
async def test_a_plan_that_cannot_be_read_is_asked_for_again_a_minute_later(
    failure: Any, account: Any, clock: Any
) -> None:
    plan = Asked(failure, PLAN)
    known = account(plan=plan)
    assert [await known.plan(), await known.plan()] == [Plan(), Plan()]
    clock.advance(minutes=1)
    assert (await known.plan(), plan.times) == (PLAN, 2)


async def test_an_account_without_a_plan_has_no_limits(account: Any) -> None:
    class Without(Asked):
        async def __call__(self) -> Any:
            return None

    assert await account(plan=Without(PLAN)).plan() == Plan()

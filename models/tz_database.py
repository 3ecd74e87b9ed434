"""The tz database from the pinned package `tzdata`: the aliases and the offsets of zones.

The machine's copy is not used, because replicas on different machines would differ in names and rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

# The canonical name of UTC: the tz database has GMT as a separate zone, while browsers treat both as one
# (ECMA-402, "the primary time zone identifier of UTC"); `Z` is how ISO 8601 writes it.
_UTC = "Etc/UTC"
_ALSO_UTC = {"etc/gmt": _UTC, "z": _UTC}

_WEEK = timedelta(weeks=1)
_SECOND = timedelta(seconds=1)
_WEEKS_OF_A_YEAR = 53


class _Clock(NamedTuple):
    """A zone's offset from UTC."""

    abbreviation: str | None
    offset: timedelta
    shift: timedelta


@dataclass(frozen=True, slots=True)
class Reading:
    """A zone's offset at a given time.

    Attributes:
        offset_minutes: minutes east of UTC.
        since: the start of this offset; None if it is more than a year ago.
    """

    abbreviation: str | None
    offset_minutes: int
    is_daylight_saving: bool
    since: datetime | None


def canonical(name: str) -> str | None:
    """The canonical name of a zone for any of its names; None for an unknown name."""
    return _names().get(name.casefold())


def is_same(one: str, other: str) -> bool:
    """Whether two names are the same zone, by the tz database's links or as equal text."""
    return one.casefold() == other.casefold() or (
        canonical(one) is not None and canonical(one) == canonical(other)
    )


def zone(name: str) -> tzinfo | None:
    """The zone of this name; None for an unknown name."""
    found = canonical(name)
    return None if found is None else _zone(found)


def reading(name: str, moment: datetime) -> Reading | None:
    """The zone's offset at an aware time; None if the zone is unknown, or the local time is out of range."""
    found = canonical(name)
    return None if found is None else _reading(found, moment.astimezone(UTC))


@lru_cache(maxsize=4096)
def _reading(name: str, moment: datetime) -> Reading | None:
    place = _zone(name)
    try:
        now = _clock(place, moment)
        before = [_clock(place, moment - week * _WEEK) for week in range(_WEEKS_OF_A_YEAR)]
    except OverflowError:
        return None
    changed = next((week for week, clock in enumerate(before) if clock != now), None)
    return Reading(
        abbreviation=now.abbreviation,
        offset_minutes=now.offset // timedelta(minutes=1),
        # Ireland's winter time is defined as negative daylight saving, so its summer time is the standard time.
        is_daylight_saving=now.shift > timedelta()
        or (not now.shift and any(clock.shift < timedelta() for clock in before)),
        since=None if changed is None else _change(place, moment - changed * _WEEK, moment),
    )


def _change(place: tzinfo, before: datetime, after: datetime) -> datetime:
    """The second at which the zone's offset changed to that of `after`."""
    wanted = _clock(place, after)
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if _clock(place, middle) == wanted:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def _clock(place: tzinfo, moment: datetime) -> _Clock:
    local = moment.astimezone(place)
    return _Clock(local.tzname(), local.utcoffset() or timedelta(), local.dst() or timedelta())


@cache
def _zone(name: str) -> tzinfo:
    with (files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def _names() -> Mapping[str, str]:
    """The canonical name by every name in lower case; read once, in about 10 ms."""
    target: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text("utf-8").splitlines():
        match line.split():
            case ["Z", name, *_]:
                target[name] = name
            case ["L", to, name]:
                target[name] = to
    found = {name.casefold(): _end(name, target) for name in target}
    utc = {name: _ALSO_UTC.get(to.casefold(), to) for name, to in found.items()}
    return {**utc, **_ALSO_UTC}


def _end(name: str, target: Mapping[str, str]) -> str:
    # A link may lead to another link.
    while target[name] != name:
        name = target[name]
    return name

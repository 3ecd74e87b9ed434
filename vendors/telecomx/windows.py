"""Calculates the days for which a list of rooms is requested. Pure."""

from datetime import UTC, date, datetime, timedelta

# Both ends of a range are times, but Telecomx uses days; the last day is included.
_INSTANT = timedelta(microseconds=1)
# The time zone of the days is not documented. Denmark's begin up to two hours before UTC's, so both are covered.
_DENMARK = timedelta(hours=2)


def days(
    starts_from: datetime | None,
    starts_to: datetime | None,
    *,
    now: datetime,
    back: timedelta,
    ahead: timedelta,
) -> tuple[date, date] | None:
    """The first and last day, in UTC or Denmark, on which a start can lie; None where none can.

    Args:
        starts_from: the earliest start, inclusive; None for as far back as lists reach.
        starts_to: the latest start, exclusive; None for as far ahead as lists reach.
        now: the middle of the default range.
        back, ahead: how far lists reach from now, or from the given end if that is further away.
    """
    first = starts_from or _moved(min(now, starts_to or now), -back)
    end = starts_to or _moved(max(now, starts_from or now), ahead)
    if first >= end:
        return None
    return first.astimezone(UTC).date(), _moved(end.astimezone(UTC), _DENMARK - _INSTANT).date()


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        edge = datetime.max if by > timedelta() else datetime.min
        return edge.replace(tzinfo=UTC)

"""DateTime: a date and time in UTC."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import strawberry

from models.columns import in_columns
from models.errors import BadInput

# RFC 3339, 5.6, `date-time`. Nothing here can hold less than a microsecond, so a finer fraction is refused.
_FORM = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?P<time>(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,9}))?(?P<offset>[Zz]|[+-][0-9]{2}:[0-5][0-9])"
)


# The length of a time that msgspec writes without a fraction of a second.
_WHOLE_SECOND = len("2030-01-31T09:30:00Z")


def _written_each(moments: Sequence[datetime]) -> list[str]:
    if {moment.tzinfo for moment in moments} != {UTC}:
        return list(map(_written, moments))
    each: list[str] = msgspec.to_builtins(moments)
    if set(map(len, each)) == {_WHOLE_SECOND}:
        return [f"{written[:19]}.000Z" for written in each]
    return [
        f"{written[:19]}.000Z" if len(written) == _WHOLE_SECOND else f"{written[:23]}Z" for written in each
    ]


@in_columns(_written_each)
def _written(moment: datetime) -> str:
    if moment.tzinfo is UTC:
        # 0.4 µs, where `isoformat` with a `timespec` takes 2.8; a list of 100 meetings has 200 times.
        written: str = msgspec.to_builtins(moment)
        return f"{written[:19]}.000Z" if len(written) == _WHOLE_SECOND else f"{written[:23]}Z"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(text: object) -> datetime:
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise BadInput(
            "A DateTime is written as in RFC 3339, with seconds and an offset from UTC, such as "
            "`2026-01-31T09:30:00Z` or `2026-01-31T10:30:00.000+01:00`."
        )
    fraction = (found["fraction"] or "").rstrip("0")
    if len(fraction) > 6:
        raise BadInput("A DateTime has microseconds at most: a finer fraction of a second cannot be kept.")
    try:
        written = f"{found['date']}T{found['time']}.{fraction:0<6}{found['offset'].upper()}"
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        raise BadInput("A DateTime must name a day, a time and an offset that exist.") from None
    except OverflowError:
        raise BadInput("A DateTime must be in the years 1 to 9999, in UTC.") from None


DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="A date and time in RFC 3339 format. Results are in UTC with milliseconds and end in `Z`. Inputs can "
    "have any UTC offset and at most six digits of fractional seconds; more digits are refused. A write returns a "
    "problem if the vendor cannot store the value exactly.",
    specified_by_url="https://scalars.graphql.org/chillicream/date-time.html",
    serialize=_written,
    parse_value=_read,
)

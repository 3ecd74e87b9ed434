"""DateTime: a moment in UTC."""

from datetime import UTC, datetime

import strawberry

from models.errors import BadInput


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise BadInput("A DateTime is written as in ISO 8601, such as `2026-01-31T09:30:00Z`.") from None
    if moment.tzinfo is None:
        raise BadInput("A DateTime needs its offset from UTC: end it in `Z`, or in `+01:00` and the like.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadInput("A DateTime must lie in the years 1 to 9999, in UTC.") from None


DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="A moment as in ISO 8601. Answers are in UTC with milliseconds and end in `Z`; questions may have any "
    "offset.",
    specified_by_url="https://scalars.graphql.org/andimarek/date-time",
    serialize=_written,
    parse_value=_read,
)

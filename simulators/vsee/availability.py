"""Free slots of a clinic's providers; the call is documented, its answer is not."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from simulators.vsee.answers import bad_request, data
from simulators.vsee.call import Call
from simulators.vsee.state import PROVIDER
from simulators.vsee.visits import CANCELLED

LONGEST_SEARCH = timedelta(days=31)
OPENS, CLOSES = 9, 17


async def listed(call: Call) -> Response:
    call.user()
    start, end = call.query_integer("start", least=0), call.query_integer("end", least=0)
    if start is None or end is None:
        raise bad_request(f"{'start' if start is None else 'end'} is required.")
    length = (call.query_integer("duration", least=5) or 15) * 60
    if not start < end <= start + LONGEST_SEARCH.total_seconds() or end > 2**33:
        raise bad_request("end must be after start, by at most 31 days.")
    if member := call.query("member_id"):
        call.patient(member)
    one = call.provider_or_none(call.query("provider_id"))
    providers = [one] if one else [user for user in call.account.users.values() if user.type == PROVIDER]
    taken = _taken(call)
    return data(
        [
            {"start": slot, "end": slot + length, "provider_id": user.id}
            for slot in _slots(start, end, length)
            for user in providers
            if not any(first < slot + length and slot < last for first, last in taken[user.id])
        ]
    )


def _taken(call: Call) -> dict[str, list[tuple[int, int]]]:
    """By provider, when he has visits."""
    taken = defaultdict(list)
    for visit in call.account.visits:
        if visit.provider and visit.start and visit.end and visit.status != CANCELLED:
            taken[visit.provider.id].append((int(visit.start.timestamp()), int(visit.end.timestamp())))
    return taken


def _slots(start: int, end: int, length: int) -> list[int]:
    """The beginnings of slots on weekdays in the opening hours (UTC)."""
    slots = []
    day = datetime.fromtimestamp(start, UTC).replace(hour=0, minute=0, second=0)
    while (midnight := int(day.timestamp())) < end:
        if day.weekday() < 5:
            closes = midnight + CLOSES * 3600
            hours = range(midnight + OPENS * 3600, closes - length + 1, length)
            slots += [slot for slot in hours if start <= slot and slot + length <= end]
        day += timedelta(days=1)
    return slots

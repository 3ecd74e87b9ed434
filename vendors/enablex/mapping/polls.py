"""Maps polls of a room. Pure."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from models.ids import Key, Kind
from models.poll import Poll, PollKind, PollOption, PollStatus
from vendors.enablex import payloads
from vendors.enablex.scalars import count, moment, text, whole
from vendors.samples import known

KIND = {"MCQ1": PollKind.SINGLE, "MCQN": PollKind.MULTIPLE}

STATUS = {"P": PollStatus.ASKED, "D": PollStatus.DRAFT}

_LAST_NUMBER = re.compile(r"[0-9]{1,18}$")

_NEVER = datetime.max.replace(tzinfo=UTC)


def of_room(found: Iterable[payloads.Poll], room: Key, room_id: str) -> tuple[Poll, ...]:
    """The room's polls in the order in which they were asked; those without a time come last."""
    polls = {one.key: one for one in (poll(payload, room, room_id) for payload in found)}
    return tuple(sorted(polls.values(), key=_order))


def poll(payload: payloads.Poll, room: Key, room_id: str) -> Poll:
    kind = text(payload.type)
    status = text(payload.status)
    respondents = count(payload.total_result)
    return Poll(
        key=Key(Kind.POLL, room.account, (*room.parts, room_id, str(payload.id))),
        session_number=whole(payload.conf_num),
        question=text(payload.question),
        kind=known(KIND, kind, PollKind.UNKNOWN, at="polls[].type"),
        vendor_kind=kind,
        status=known(STATUS, status, PollStatus.UNKNOWN, at="polls[].status"),
        vendor_status=status,
        asked_at=moment(payload.timestamp),
        vendor_duration=text(payload.duration),
        options=_options(payload, respondents),
        respondents=respondents,
    )


def _options(payload: payloads.Poll, respondents: int | None) -> tuple[PollOption, ...]:
    texts = payload.options if isinstance(payload.options, dict) else {}
    votes = payload.result if isinstance(payload.result, dict) else {}
    # Who is not in the result has no votes; but what cannot be read may be any number.
    absent = None if "result" in payload.unreadable else 0
    return tuple(
        _option(key, texts.get(key), count(votes[key]) if key in votes else absent, respondents)
        for key in sorted(texts | votes, key=_number)
    )


def _number(key: str) -> float:
    """Sorts `opt2` before `opt10`, whatever order they came in; a key without a number stays behind those with one."""
    digits = _LAST_NUMBER.search(key)
    return int(digits[0]) if digits else math.inf


def _option(key: str, words: payloads.Text, votes: int | None, respondents: int | None) -> PollOption:
    share = votes / respondents if respondents and votes is not None else None
    return PollOption(key=key, text=text(words), votes=votes, share=share)


def _order(poll: Poll) -> tuple[datetime, int, str]:
    # By length first, so that poll 9 comes before poll 10.
    return (poll.asked_at or _NEVER, len(poll.vendor_id), poll.vendor_id)

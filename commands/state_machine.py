"""The state machine of a command: stages, allowed transitions, deadline, outcome without a response. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from models.command import CommandParameters, CommandType, DeliveryGuarantee
from models.stage import FINAL, GIVEN_UP, Stage

# No stage is entered twice, except by a command that was certainly not sent.
TRANSITIONS: Mapping[Stage, frozenset[Stage]] = {
    # UNKNOWN: a compensating command waits between attempts without a response.
    Stage.ACCEPTED: frozenset({Stage.SENDING, Stage.CANCELLED, Stage.EXPIRED, Stage.UNKNOWN}),
    Stage.SENDING: frozenset(
        {
            *(Stage.ACCEPTED, Stage.SENT, Stage.FETCHED, Stage.EXECUTED),
            *(Stage.REJECTED, Stage.EXPIRED, Stage.UNKNOWN),
        }
    ),
    Stage.SENT: frozenset({Stage.FETCHED, Stage.EXECUTED, Stage.FAILED, Stage.EXPIRED, Stage.UNKNOWN}),
    Stage.FETCHED: frozenset({Stage.EXECUTED, Stage.FAILED, Stage.EXPIRED, Stage.UNKNOWN}),
    # A command that was given up after it was sent may still turn out to be executed.
    Stage.EXPIRED: frozenset({Stage.EXECUTED, Stage.FAILED}),
    Stage.UNKNOWN: frozenset({Stage.EXECUTED, Stage.FAILED}),
    Stage.EXECUTED: frozenset(),
    Stage.FAILED: frozenset(),
    Stage.REJECTED: frozenset(),
    Stage.CANCELLED: frozenset(),
}

SETS_STATE_ATTEMPTS = 3
# Closing twice is harmless, and the vendor may be down for a while.
COMPENSATING_ATTEMPTS = 10
WAITING_AT_MOST = 50

# The time limit of one attempt, including the wait for a free connection; see vendors/http.py.
SEND_SECONDS = 10.0
# No attempt is started with less time left than this.
SEND_AT_LEAST_SECONDS = 0.5
# An attempt that is older than this can no longer arrive: a command that is not listed then does not exist.
SETTLED_SECONDS = 12.0
# How long after the deadline the vendor is still asked for the state at the deadline.
GRACE = timedelta(seconds=40)
# How long after the deadline a late state is looked for.
FOLLOWED = timedelta(minutes=10)
# How long the opposite of a command is retried at a vendor that cannot be reached.
COMPENSATED_WITHIN = timedelta(minutes=30)

_SOON = timedelta(seconds=30)
_LONGEST = timedelta(minutes=10)
# Of every command that can be sent, by its type and, where it switches something, by the value.
_DEADLINES = {
    (CommandType.CAMERA_ON, True): _SOON,
    (CommandType.MICROPHONE_ON, True): _SOON,
    (CommandType.CAMERA_ON, False): timedelta(seconds=60),
    (CommandType.MICROPHONE_ON, False): timedelta(seconds=60),
    (CommandType.HANGUP, None): timedelta(seconds=60),
    (CommandType.START_MEETING, None): _LONGEST,
    (CommandType.SET_QUALITY, None): _LONGEST,
    (CommandType.SET_VOLUME, None): _LONGEST,
}


# The backoff of commands that could not be sent; compensating commands are retried longer and less often.
_PAUSES = (0.5, 1.0, 2.0, 4.0)
_LONGER_PAUSES = (*_PAUSES, 8.0, 15.0, 30.0)


def pause(postponed: int, *, compensates: bool) -> float:
    """The backoff in seconds after a number of attempts."""
    pauses = _LONGER_PAUSES if compensates else _PAUSES
    return pauses[min(postponed, len(pauses) - 1)]


def attempts_at_most(*, compensates: bool) -> int:
    """The most attempts for a command that sets a state."""
    return COMPENSATING_ATTEMPTS if compensates else SETS_STATE_ATTEMPTS


def is_legal(before: Stage, after: Stage, *, left: bool) -> bool:
    """Whether the state machine allows the transition from one stage to another.

    Args:
        before: the present stage.
        after: the new stage.
        left: whether it may have been sent; only then may a late state follow.
    """
    return after in TRANSITIONS[before] and (left or before not in GIVEN_UP)


def is_final(stage: Stage, *, left: bool) -> bool:
    """Whether a stage is final."""
    return stage in FINAL or (stage is Stage.EXPIRED and not left)


def deadline(type: CommandType, parameters: CommandParameters) -> timedelta:
    """The longest time after acceptance in which a command may be sent and executed."""
    return _DEADLINES[type, parameters.value]


class ListLookup(Enum):
    """What the vendor's list shows about an attempt without a response."""

    PRESENT = "PRESENT"
    ABSENT = "ABSENT"
    UNTOLD = "UNTOLD"


class Next(Enum):
    """What to do after an attempt without a response."""

    SENT = "SENT"
    SEND_AGAIN = "SEND_AGAIN"
    LOOK_AGAIN = "LOOK_AGAIN"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


def after_ambiguity(
    guarantee: DeliveryGuarantee,
    lookup: ListLookup,
    *,
    attempts: int,
    since_attempt: float,
    left: float,
    attempts_at_most: int = SETS_STATE_ATTEMPTS,
) -> Next:
    """What to do after an attempt of which it is not known whether it arrived.

    Args:
        guarantee: the command's delivery guarantee.
        lookup: what the vendor's list shows.
        attempts: the number of attempts, including this one.
        since_attempt: seconds since it began.
        left: seconds until the deadline.
        attempts_at_most: the most attempts for a command that sets a state.
    """
    if lookup is ListLookup.PRESENT:
        return Next.SENT
    in_time = left >= SEND_AT_LEAST_SECONDS
    match guarantee:
        case DeliveryGuarantee.SETS_STATE:
            return Next.SEND_AGAIN if in_time and attempts < attempts_at_most else Next.UNKNOWN
        case DeliveryGuarantee.QUERYABLE if lookup is ListLookup.ABSENT and since_attempt >= SETTLED_SECONDS:
            return Next.SEND_AGAIN if in_time else Next.EXPIRED
        case DeliveryGuarantee.QUERYABLE if left + GRACE.total_seconds() > 0:
            return Next.LOOK_AGAIN
        case _:
            return Next.UNKNOWN

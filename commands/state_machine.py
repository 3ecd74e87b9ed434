"""The state machine of a command: stages, allowed transitions, deadline, outcome without a response. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum

from models.command import CommandParameters, CommandType, DeliveryGuarantee
from models.stage import FINAL, GIVEN_UP, Stage

# No stage is come back to, but for a command that certainly did not leave.
MOVES: Mapping[Stage, frozenset[Stage]] = {
    # UNKNOWN: what undoes a command waits between attempts without an answer.
    Stage.ACCEPTED: frozenset({Stage.SENDING, Stage.CANCELLED, Stage.EXPIRED, Stage.UNKNOWN}),
    Stage.SENDING: frozenset(
        {
            *(Stage.ACCEPTED, Stage.SENT, Stage.FETCHED, Stage.EXECUTED),
            *(Stage.REJECTED, Stage.EXPIRED, Stage.UNKNOWN),
        }
    ),
    Stage.SENT: frozenset({Stage.FETCHED, Stage.EXECUTED, Stage.FAILED, Stage.EXPIRED, Stage.UNKNOWN}),
    Stage.FETCHED: frozenset({Stage.EXECUTED, Stage.FAILED, Stage.EXPIRED, Stage.UNKNOWN}),
    # What was given up after it had left may yet turn out to have been carried out.
    Stage.EXPIRED: frozenset({Stage.EXECUTED, Stage.FAILED}),
    Stage.UNKNOWN: frozenset({Stage.EXECUTED, Stage.FAILED}),
    Stage.EXECUTED: frozenset(),
    Stage.FAILED: frozenset(),
    Stage.REJECTED: frozenset(),
    Stage.CANCELLED: frozenset(),
}

SETS_STATE_ATTEMPTS = 3
# To close twice harms nobody, and the vendor may be down for a while.
COMPENSATING_ATTEMPTS = 10
WAITING_AT_MOST = 50

# The most that one attempt may take, its waiting for a free connection included; see vendors/http.py.
SEND_SECONDS = 10.0
# With less time left than this an attempt is not begun.
SEND_AT_LEAST_SECONDS = 0.5
# An attempt that began so long ago can no longer reach the vendor: what its list lacks then is absent.
SETTLED_SECONDS = 12.0
# How long after the deadline the vendor may still tell how it stood then; afterwards nobody knows.
GRACE = timedelta(seconds=40)
# How long after the deadline a late truth is looked for.
FOLLOWED = timedelta(minutes=10)
# How long it is tried to queue the opposite of a command at a vendor that cannot be reached.
COMPENSATED_WITHIN = timedelta(minutes=30)

_SOON = timedelta(seconds=30)
_DEADLINES = {
    (CommandType.CAMERA_ON, True): _SOON,
    (CommandType.MICROPHONE_ON, True): _SOON,
    (CommandType.CAMERA_ON, False): timedelta(seconds=60),
    (CommandType.MICROPHONE_ON, False): timedelta(seconds=60),
    (CommandType.HANGUP, None): timedelta(seconds=60),
}
_LONGEST = timedelta(minutes=10)


# How long what could not leave waits before the next try; what undoes a command is tried for longer, less often.
_PAUSES = (0.5, 1.0, 2.0, 4.0)
_LONGER_PAUSES = (*_PAUSES, 8.0, 15.0, 30.0)


def pause(postponed: int, *, compensates: bool) -> float:
    """Seconds of backoff before the next attempt, after so many."""
    pauses = _LONGER_PAUSES if compensates else _PAUSES
    return pauses[min(postponed, len(pauses) - 1)]


def attempts_at_most(*, compensates: bool) -> int:
    """How often what sets a state is sent at most."""
    return COMPENSATING_ATTEMPTS if compensates else SETS_STATE_ATTEMPTS


def is_legal(before: Stage, after: Stage, *, left: bool) -> bool:
    """Whether the state machine allows the transition from one stage to another.

    Args:
        before: where it stands.
        after: where it is to stand.
        left: whether it may have left for the vendor; what never left has no late truth.
    """
    return after in MOVES[before] and (left or before not in GIVEN_UP)


def is_final(stage: Stage, *, left: bool) -> bool:
    """Whether a stage is final."""
    return stage in FINAL or (stage is Stage.EXPIRED and not left)


def deadline(type: CommandType, parameters: CommandParameters) -> timedelta:
    """How long after its acceptance a command may still be sent and carried out; nobody may ask for longer."""
    return _DEADLINES.get((type, parameters.value), _LONGEST)


class ListLookup(Enum):
    """What the vendor's list says of an attempt without an answer."""

    PRESENT = "PRESENT"
    ABSENT = "ABSENT"
    UNTOLD = "UNTOLD"


class Next(Enum):
    """What is to be done about an attempt without an answer."""

    SENT = "SENT"
    SEND_AGAIN = "SEND_AGAIN"
    LOOK_AGAIN = "LOOK_AGAIN"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


def after_ambiguity(
    guarantee: DeliveryGuarantee,
    sighting: ListLookup,
    *,
    attempts: int,
    since_attempt: float,
    left: float,
    attempts_at_most: int = SETS_STATE_ATTEMPTS,
) -> Next:
    """What follows an attempt of which nobody knows whether it arrived.

    Args:
        guarantee: the command's class.
        sighting: what the vendor's list says.
        attempts: how many there were, this one included.
        since_attempt: seconds since it began.
        left: seconds until the deadline.
        attempts_at_most: how often what sets a state is sent.
    """
    if sighting is ListLookup.PRESENT:
        return Next.SENT
    in_time = left >= SEND_AT_LEAST_SECONDS
    match guarantee:
        case DeliveryGuarantee.SETS_STATE:
            return Next.SEND_AGAIN if in_time and attempts < attempts_at_most else Next.UNKNOWN
        case DeliveryGuarantee.QUERYABLE if (
            sighting is ListLookup.ABSENT and since_attempt >= SETTLED_SECONDS
        ):
            return Next.SEND_AGAIN if in_time else Next.EXPIRED
        case DeliveryGuarantee.QUERYABLE if left + GRACE.total_seconds() > 0:
            return Next.LOOK_AGAIN
        case _:
            return Next.UNKNOWN

"""The problems of a write that was not carried out, or whose outcome is unknown: values in its payload.

Problem
├── InvalidInput    something in the input cannot be taken
├── NotFound        what the input names does not exist
├── Conflict        what is there already, or goes on now, is in the way
├── NotSupported    the vendor has no such call, or none for this field
├── NotAllowed      the account or its plan does not permit it
├── Rejected        the vendor refused for a reason that we have no word for
├── Unavailable     the vendor could not be asked, or did not say what became of it
└── KeyReused       the idempotency key stands for another input
"""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from models.vendor import Capability, Vendor
from models.view import with_changes


class ProblemCode(Enum):
    """The codes of problems."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    TOO_SMALL = "TOO_SMALL"
    TOO_LARGE = "TOO_LARGE"
    NOT_IN_FUTURE = "NOT_IN_FUTURE"
    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    IN_PROGRESS = "IN_PROGRESS"
    WRONG_STATE = "WRONG_STATE"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NOT_ALLOWED = "NOT_ALLOWED"
    REJECTED = "REJECTED"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    KEY_REUSED = "KEY_REUSED"


class Outcome(Enum):
    """What is known about a write without a response."""

    NOT_SENT = "NOT_SENT"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason why a write was not carried out.

    Attributes:
        message: for people; never repeats what was sent.
        path: the path in the input. Adapters use the draft's attributes; the graph translates them to input fields.
    """

    message: str
    code: ProblemCode
    path: tuple[str, ...] | None = None

    def at(self, path: tuple[str, ...] | None) -> Self:
        """The same problem at another place."""
        return with_changes(self, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidInput(Problem):
    """An input value is not accepted.

    Attributes:
        limit: the limit that was exceeded: characters, minutes or people, as the message says.
        vendor_code: the vendor's error code.
    """

    limit: int | None = None
    vendor_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound(Problem):
    """An object in the input does not exist."""

    code: ProblemCode = ProblemCode.NOT_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Problem):
    """The present state conflicts with the write."""

    vendor_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSupported(Problem):
    """The vendor's API has no such call, or does not support this field."""

    vendor: Vendor
    capability: Capability
    code: ProblemCode = ProblemCode.NOT_SUPPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed(Problem):
    """The account, its plan or its licence does not permit it."""

    vendor_code: str | None = None
    code: ProblemCode = ProblemCode.NOT_ALLOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Problem):
    """The vendor understood and refused.

    Attributes:
        vendor_message: the vendor's message, if it contains no secrets.
    """

    vendor: Vendor
    vendor_code: str | None = None
    vendor_message: str | None = None
    code: ProblemCode = ProblemCode.REJECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable(Problem):
    """The vendor was unavailable, or the outcome of the write is unknown.

    Attributes:
        retryable: whether the same input may be sent again; false where it may have been carried out.
        retry_after_ms: how long the vendor asks to wait, in milliseconds.
    """

    vendor: Vendor
    outcome: Outcome
    retryable: bool
    retry_after_ms: int | None = None
    code: ProblemCode = ProblemCode.UNAVAILABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReused(Problem):
    """The idempotency key was used before, for another input."""

    code: ProblemCode = ProblemCode.KEY_REUSED

"""Why an operation is refused although its caller may ask for it.

MeetgraphError
├── Refusal             it, or one of its fields, is refused before it has any effect
│   ├── TooExpensive    it may cost more than one operation may
│   ├── RateLimited     its caller has asked for too much lately
│   └── Overloaded      too many operations run
├── OperationTimeout    it took too long
└── AnswerTooLarge      its response is larger than one may be
"""

from models.error_code import ErrorCode
from models.errors import MeetgraphError


class Refusal(MeetgraphError):
    """An operation, or one of its fields, is refused before it has any effect.

    Attributes:
        retry_after_ms: when the same operation may be accepted; None if it never is.
    """

    retry_after_ms: int | None = None


class TooExpensive(Refusal):
    """The operation may cost more, or answer more objects, than any operation may.

    Args:
        words: what it does too much of, with a place for the number, such as "may cost {} points".

    Attributes:
        requested: how much it may need.
        most: how much is allowed.
    """

    code = ErrorCode.BAD_USER_INPUT

    def __init__(self, words: str, requested: int, most: int) -> None:
        # A variable may be a number of hundreds of digits.
        self.requested = min(requested, 1_000 * most)
        self.most = most
        told = f"{requested:,}" if requested == self.requested else f"more than {self.requested:,}"
        super().__init__(
            f"The operation {words.format(told)}; at most {most:,} are allowed. Use a smaller `first`, ask for fewer "
            "ids, or send several operations."
        )


class RateLimited(Refusal):
    """The caller has used up what it may use now."""

    code = ErrorCode.RATE_LIMITED
    retryable = True

    def __init__(self, message: str, *, seconds: float) -> None:
        self.retry_after_ms = max(1, round(seconds * 1000))
        super().__init__(message)


class Overloaded(Refusal):
    """Too many operations are running."""

    code = ErrorCode.OVERLOADED
    retryable = True
    retry_after_ms = 1000

    def __init__(self) -> None:
        super().__init__("Too many operations are running at this gateway; try again in a moment.")


class OperationTimeout(MeetgraphError):
    """The operation took too long, and was ended wherever it was."""

    code = ErrorCode.DEADLINE_EXCEEDED
    retryable = True

    def __init__(self, is_mutation: bool) -> None:
        writes = (
            " Writes that have begun are finished all the same; the same idempotency key tells their outcome."
        )
        super().__init__(f"The operation took too long and was ended.{writes if is_mutation else ''}")


class AnswerTooLarge(MeetgraphError):
    """The answer is larger than any may be; nothing of it is sent."""

    code = ErrorCode.BAD_USER_INPUT

    def __init__(self, most: int) -> None:
        super().__init__(
            f"The answer is larger than {most:,} bytes. Ask for fewer rows, or for fewer fields."
        )

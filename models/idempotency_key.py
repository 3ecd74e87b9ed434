"""An idempotency key: its format, its scope and expiry, and the problems of its reuse."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from models.caller import Caller
from models.problem import Conflict, InvalidInput, KeyReused, Outcome, ProblemCode, Unavailable
from models.vendor import Vendor

SHORTEST, LONGEST = 16, 255

# How long a key is valid for its first input, from the first use.
KEPT = timedelta(hours=24)
KEPT_FOR_COMMANDS = timedelta(days=30)

_PATH = ("idempotency_key",)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedWrite:
    """A write under an idempotency key, of whichever mutation.

    Attributes:
        caller: who asks; a key of another caller is another key.
        mutation: its name in the schema; under another mutation it is another key, too.
        key: what the caller named it.
        input: the input as JSON values without the key; another input with the same key is an error.
        input_before: the same as gateways of earlier versions write it, where they do so otherwise.
        kept: how long the key is valid.
    """

    caller: Caller
    mutation: str
    key: str = field(repr=False)
    input: Any = field(repr=False)
    input_before: Any = field(default=None, repr=False)
    kept: timedelta = KEPT

    @property
    def scope(self) -> list[str]:
        """The scope that identifies this key within the caller's tenant."""
        return [self.caller.id, self.mutation, self.key]

    @property
    def inputs(self) -> list[Any]:
        """The input in every way that a gateway writes it; the same input is known by any of them."""
        return [self.input] if self.input_before in (None, self.input) else [self.input, self.input_before]


def problem(key: str | None) -> InvalidInput | None:
    """What is wrong with a caller's key; nothing where there is none."""
    if key is None:
        return None
    if len(key) < SHORTEST:
        return _wrong(
            f"An idempotency key must have at least {SHORTEST} characters.", ProblemCode.TOO_SHORT, SHORTEST
        )
    if len(key) > LONGEST:
        return _wrong(
            f"An idempotency key must have at most {LONGEST} characters.", ProblemCode.TOO_LONG, LONGEST
        )
    if not all("!" <= character <= "~" for character in key):
        return _wrong("An idempotency key must consist of visible ASCII characters.", ProblemCode.INVALID)
    return None


def _wrong(message: str, code: ProblemCode, limit: int | None = None) -> InvalidInput:
    return InvalidInput(message=message, code=code, path=_PATH, limit=limit)


def reused() -> KeyReused:
    """The answer to another input under a key that was used before."""
    return KeyReused(message="This idempotency key was used before with a different input.", path=_PATH)


def in_progress() -> Conflict:
    """The answer where the same write has not ended yet."""
    return Conflict(
        message="The same write is still in progress; send it again with the same key.",
        code=ProblemCode.IN_PROGRESS,
        path=_PATH,
    )


def unreadable(vendor: Vendor) -> Unavailable:
    """The problem if the outcome of the earlier write cannot be read."""
    return _unknown(vendor, "The outcome of the earlier write with this key cannot be read.")


def cut_off(vendor: Vendor) -> Unavailable:
    """The answer where the earlier write never came to its end."""
    return _unknown(vendor, "The earlier write with this key was interrupted.")


def _unknown(vendor: Vendor, why: str) -> Unavailable:
    return Unavailable(
        message=f"{why} It may have been carried out: check before you send it again with another key.",
        vendor=vendor,
        outcome=Outcome.UNKNOWN,
        retryable=False,
        path=_PATH,
    )

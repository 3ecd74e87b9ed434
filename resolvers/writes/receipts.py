"""Receipts of finished writes, from which a repeated request is answered: small, and free of models."""

from typing import Any

import msgspec

from models.access import JoinLink
from models.errors import BadInput
from models.ids import Key, decode
from models.meeting import MeetingState
from models.problem import (
    Conflict,
    InvalidInput,
    KeyReused,
    NotAllowed,
    NotFound,
    NotSupported,
    Problem,
    Rejected,
    Unavailable,
)

_KINDS: dict[str, type[Problem]] = {
    kind.__name__: kind
    for kind in (InvalidInput, NotFound, Conflict, NotSupported, NotAllowed, Rejected, Unavailable, KeyReused)
}


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The receipt of a finished write.

    Attributes:
        key: the global id of the object that was created or changed.
        state: the state of a meeting that cannot be read any more.
        link: the join link that was created; secret, as a receipt is stored only encrypted.
        is_default: whether a room became its provider's main room.
        problems: why the write was refused, each with the name of its kind.
    """

    key: str | None = None
    state: MeetingState | None = None
    link: JoinLink | None = None
    is_default: bool | None = None
    problems: tuple[dict[str, Any], ...] = ()

    def __repr__(self) -> str:
        return f"<Receipt of {self.key}>"

    def thing(self, tenant: str) -> Key:
        """The key of the object that was created or changed, in the caller's tenant."""
        return decode(self.key or "", tenant)


def of_problems(problems: tuple[Problem, ...]) -> Receipt:
    return Receipt(
        problems=tuple(
            {"kind": type(problem).__name__, **msgspec.to_builtins(problem)} for problem in problems
        )
    )


def problems_of(receipt: Receipt) -> tuple[Problem, ...]:
    return tuple(_problem(dict(told)) for told in receipt.problems)


def _problem(told: dict[str, Any]) -> Problem:
    problem: Problem = msgspec.convert(told, _KINDS[told.pop("kind")])
    return problem


def to_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt as plain JSON values."""
    plain: dict[str, Any] = msgspec.to_builtins(receipt)
    return plain


def read(plain: Any, tenant: str) -> Receipt:
    """Decodes a stored receipt for a caller's tenant.

    Raises:
        ValueError: it is no receipt in the present format.
    """
    try:
        receipt = msgspec.convert(plain, Receipt)
        problems_of(receipt)
        if receipt.key is not None:
            decode(receipt.key, tenant)
    except (msgspec.ValidationError, KeyError, BadInput) as error:
        raise ValueError("it is no receipt") from error
    return receipt

"""Removes all secrets from models, so that the rest may be cached. Pure.

A field is secret if its model declares it with `repr=False`. If the model can mark the field as unfetched, that is
done, so that it is fetched from the vendor when it is needed; other fields become as if the vendor had no value.
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from models.partial import Unfetched
from models.view import with_changes

T = TypeVar("T")

# The aspect of a removed field.
NOT_KEPT = "not kept: secret"
# The same for a snapshot, whose missing fields the adapter completes as for a row of the vendor's list.
NOT_IN_SNAPSHOT = "not in a snapshot: secret"


class Inseparable(Exception):
    """The value is useless without its secret, so it cannot be cached."""


def without_secrets(value: T, aspect: str = NOT_KEPT) -> T:
    """The value without its secrets at any depth; the same object if it has none.

    Args:
        aspect: the aspect of the removed fields, for a later fetch.

    Raises:
        Inseparable: it is useless without a secret.
    """
    kept: T = _stripped(value, Unfetched(aspect))[0]
    return kept


def _stripped(value: Any, mark: Unfetched) -> tuple[Any, bool]:
    """The value without its secrets, and whether one is missing that the value cannot mark as unfetched."""
    if isinstance(value, tuple):
        entries = [_stripped(entry, mark) for entry in value]
        if all(new is old for (new, _), old in zip(entries, value, strict=True)):
            return value, False
        return tuple(new for new, _ in entries), any(lost for _, lost in entries)
    if isinstance(value, Unfetched) or not is_dataclass(value) or isinstance(value, type):
        return value, False
    changes: dict[str, Any] = {}
    is_lost = False
    for field, can_be_unfetched in _plan(type(value)):
        held = getattr(value, field.name)
        if held is None or held == () or isinstance(held, Unfetched):
            continue
        if field.repr:
            kept, lost = _stripped(held, mark)
        else:
            kept, lost = None if can_be_unfetched else _empty(field), True
        if lost and can_be_unfetched:
            changes[field.name] = mark
        elif kept is not held:
            changes[field.name] = kept
            is_lost = is_lost or lost
    return (with_changes(value, **changes) if changes else value), is_lost


def _empty(field: "Field[Any]") -> Any:
    if field.default is MISSING:
        raise Inseparable
    return field.default


@cache
def _plan(model: type) -> "tuple[tuple[Field[Any], bool], ...]":
    """The fields that are secret or may contain a secret, and whether each can be marked as unfetched."""
    hints = get_type_hints(model)
    return tuple(
        (field, Unfetched in get_args(hints[field.name]))
        for field in fields(model)
        if not field.repr or any(map(_may_hold_secrets, _parts(hints[field.name])))
    )


def _may_hold_secrets(part: Any) -> bool:
    return is_dataclass(part) or isinstance(part, TypeVar) or part in (Any, object)


def _parts(hint: Any) -> Iterator[Any]:
    if hint is not Unfetched:
        yield hint
    for part in get_args(hint):
        yield from _parts(part)

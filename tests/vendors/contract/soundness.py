"""Whether the models in an answer are what their classes promise."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from models.ids import Key
from models.listing import Batch


def places(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(body, dict):
        inner = list(body.items())
    elif isinstance(body, list):
        inner = list(enumerate(body))
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is what its model promises, at every depth."""
    if isinstance(hint, TypeVar) or hint is Any or hint is object:
        return not is_dataclass(value) or sound(value)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, option) for option in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(fits(each, inner[0]) for each in value)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is datetime:
        return isinstance(value, datetime) and value.tzinfo is not None
    if not isinstance(hint, type):
        return True
    return isinstance(value, hint) and (not is_dataclass(value) or sound(value))


@cache
def hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def sound(model: Any) -> bool:
    if isinstance(model, Key | Enum):
        return True
    hints = hints_of(type(model))
    return all(fits(getattr(model, each.name), hints[each.name]) for each in fields(model))


def models_in(answer: Any) -> list[Any]:
    if isinstance(answer, Mapping):
        return [model for value in answer.values() for model in models_in(value)]
    if isinstance(answer, Batch):
        return [*answer.items, *answer.meetings]
    if isinstance(answer, tuple | list):
        return [model for value in answer for model in models_in(value)]
    return [answer] if is_dataclass(answer) and not isinstance(answer, type) else []

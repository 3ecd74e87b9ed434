"""Makes the input type of one vendor's part out of what the vendor's folder declares."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import strawberry

from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.settings import (
    CapacityInput,
    InviteesInput,
    MeetingSettingsInput,
    capacity,
    invitees,
    settings,
)
from graph.schema.inputs.unset import given, text
from models.access import Capacity
from models.ids import Key
from models.meeting import Invitees
from models.settings import MeetingSettings
from resolvers.context import Context
from vendors.meeting_input import OnNull, OwnField, OwnPart

_LEAVES = (str, bool, int, float, datetime)
# The input of an attribute that is no leaf, and what makes the attribute of it.
_INPUTS: Mapping[Any, tuple[Any, Any]] = {
    Capacity: (CapacityInput, capacity),
    Invitees: (InviteesInput, invitees),
    MeetingSettings: (MeetingSettingsInput, settings),
}


# The types of a draft's attributes, which take 0.15 ms to read.
_types_of: Callable[[Any], Mapping[str, Any]] = cache(get_type_hints)


def own_type(part: OwnPart) -> type:
    """The input type of a vendor's part.

    Raises:
        TypeError: an attribute of the draft has a type that no input has.
    """
    types = _types_of(part.fills)
    secret = {attribute.name: not attribute.repr for attribute in fields(part.fills)}
    body: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for own in part.fields:
        type_ = _input_of(own, types[own.fills])
        body["__annotations__"][own.fills] = type_ if own.required else type_ | None
        default = {} if own.required else {"default": strawberry.UNSET}
        body[own.fills] = input_field(
            description=own.description,
            secret=secret[own.fills],
            characters=own.characters,
            entries=own.entries,
            number=own.number,
            **default,
        )
    made = type(part.name, (), body)
    return input_type(fills=part.fills, description=part.description)(made)


def asked(part: OwnPart, own: Any, context: Context) -> dict[str, Any]:
    """What a vendor's part asks for, by the attributes of the draft; None where nothing is asked for."""
    types = _types_of(part.fills)
    return {
        field.fills: _value(field, types[field.fills], getattr(own, field.fills), context)
        for field in part.fields
    }


def _value(field: OwnField, type_: Any, value: Any, context: Context) -> Any:
    if field.on_null is OnNull.EMPTIES:
        value = text(value)
    value, (kind, many) = given(value), _without_none(type_)
    if value is None:
        return None
    if field.ids_of is not None:
        if many:
            return context.keys_of(field.ids_of, value, field.fills)
        return context.key_of(field.ids_of, value)
    if kind in _INPUTS:
        return _INPUTS[kind][1](value)
    return tuple(value) if many else value


def _input_of(field: OwnField, type_: Any) -> Any:
    kind, many = _without_none(type_)
    if kind is Key and field.ids_of is not None:
        found: Any = strawberry.ID
    elif kind in _INPUTS and not many:
        found = _INPUTS[kind][0]
    elif kind in _LEAVES:
        found = kind
    else:
        raise TypeError(f"no input has the type of {field.fills}: {type_}")
    return list[found] if many else found


def _without_none(type_: Any) -> tuple[Any, bool]:
    """The type of an attribute without None, and whether it is that of the items of a tuple."""
    alternatives = [each for each in get_args(type_) if each is not NoneType]
    if get_origin(type_) is not tuple and NoneType in get_args(type_):
        [type_] = alternatives
    if get_origin(type_) is tuple:
        return get_args(type_)[0], True
    return type_, False

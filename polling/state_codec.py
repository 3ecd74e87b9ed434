"""Encodes polled states as JSON values and decodes them: our frozen models, and the errors of vendors. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import ModuleType
from typing import Any

from msgspec import Struct

from models import (
    access,
    account,
    command,
    device,
    errors,
    ids,
    meeting,
    partial,
    room,
    settings,
    time_zone,
    vendor,
)
from models.account import Account
from models.errors import VendorBadResponse, VendorError
from models.vendor import Vendor

_TYPE, _VALUE = "type", "value"
# Marks a state that cannot be shared: `decoded` refuses it.
NOT_SHARED: Mapping[str, Any] = {_TYPE: "not shared", _VALUE: None}

_MODULES: tuple[ModuleType, ...] = (
    *(access, command, device, ids, meeting, partial, room, settings, time_zone, vendor),
    account,
)
_TYPES: Mapping[str, Any] = {
    name: kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, Enum | Struct))
}
_ERRORS: Mapping[str, type[VendorError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, VendorError) and kind is not errors.Unsupported
}


def encoded(state: Any) -> Any:
    """The state as JSON values.

    Raises:
        TypeError: it contains an unknown type, such as a view.
    """
    match state:
        case None | bool() | int() | float() | str() if not isinstance(state, Enum):
            return state
        case Enum():
            return {_TYPE: type(state).__name__, _VALUE: state.value}
        case datetime():
            return {_TYPE: "datetime", _VALUE: state.isoformat()}
        case Account():
            return {_TYPE: "Account", _VALUE: str(state)}
        case tuple() | list():
            return [encoded(each) for each in state]
        case frozenset():
            return {_TYPE: "frozenset", _VALUE: [encoded(each) for each in state]}
        case Mapping():
            return {
                _TYPE: "mapping",
                _VALUE: [[encoded(name), encoded(each)] for name, each in state.items()],
            }
        case VendorError():
            # Without its message, which may contain vendor data.
            told = [state.vendor.value, state.operation, state.status]
            name = type(state).__name__
            return {_TYPE: name if name in _ERRORS else VendorBadResponse.__name__, _VALUE: told}
    if is_dataclass(state) and type(state).__name__ in _TYPES:
        parts = {each.name: encoded(getattr(state, each.name)) for each in fields(state) if each.init}
        return {_TYPE: type(state).__name__, _VALUE: parts}
    if isinstance(state, Struct) and type(state).__name__ in _TYPES:
        parts = {name: encoded(getattr(state, name)) for name in state.__struct_fields__}
        return {_TYPE: type(state).__name__, _VALUE: parts}
    raise TypeError(f"no state holds a {type(state).__name__}")


def decoded(told: Any) -> Any:
    """The state that `encoded` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is no encoded state.
    """
    if isinstance(told, list):
        return tuple(map(decoded, told))
    if not isinstance(told, dict):
        return told
    name, value = told[_TYPE], told[_VALUE]
    match name:
        case "datetime":
            return datetime.fromisoformat(value)
        case "Account":
            return Account.read(value)
        case "frozenset":
            return frozenset(map(decoded, value))
        case "mapping":
            return {decoded(key): decoded(each) for key, each in value}
    if name in _ERRORS:
        vendor, operation, status = value
        return _ERRORS[name](Vendor(vendor), operation, status=status)
    kind = _TYPES[name]
    if issubclass(kind, Enum):
        return kind(value)
    return kind(**{part: decoded(each) for part, each in value.items()})

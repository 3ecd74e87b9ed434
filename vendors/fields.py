"""The possible values of a payload's fields, derived once from their types."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, UNSET, UnsetType

from vendors.payload import Row, meaning_of


@dataclass(frozen=True, slots=True)
class Expected:
    """The possible values of a field.

    Attributes:
        holder: a struct with one field of that type. msgspec caches the type information of a struct; for other types
            it is built for each value, and released too often (0.22.0), which crashes the process.
        scalars: the scalar types in the union.
        struct: the struct in the union.
        entries: the item type of the list in the union.
        is_tuple: whether that list is a tuple.
        values: the value type of the map in the union.
        means: whether a value has a meaning; None if every value has.
    """

    holder: type[msgspec.Struct]
    scalars: frozenset[type]
    struct: type[Row] | None = None
    entries: Any = None
    is_tuple: bool = False
    values: Any = None
    means: Callable[[Any], bool] | None = None

    def converted(self, value: Any, *, strict: bool = True) -> Any:
        """Converts a value to the field's type.

        Args:
            strict: False also accepts scalars in another notation.

        Raises:
            ValueError, or another of UNFIT: the value cannot be converted.
        """
        held: Any = msgspec.convert({"value": value}, self.holder, strict=strict)
        if self.means is not None and not self.means(held.value):
            raise ValueError("it means nothing")
        return held.value

    def listed(self, rows: Iterable[Any]) -> Any:
        """The entries as a list or tuple, as the field has it."""
        return tuple(rows) if self.is_tuple else list(rows)

    @property
    def is_nullable(self) -> bool:
        return NoneType in self.scalars

    @property
    def entry_struct(self) -> type[Row] | None:
        """The struct in the list in the union."""
        return None if self.entries is None else expected_of(self.entries).struct


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload, by our name and by the vendor's."""

    name: str
    wire: str
    expected: Expected
    default: Any

    @property
    def is_required(self) -> bool:
        return self.default is NODEFAULT

    @property
    def nothing(self) -> Any:
        """The value of the field if it is present and unreadable, or empty."""
        # UNSET would mean that this call does not return the field, and cause another call.
        return None if self.expected.is_nullable else self.default


@cache
def fields_of(kind: type[Row]) -> tuple[Field, ...]:
    """All of a payload's fields, in its order."""
    return tuple(
        Field(field.name, field.encode_name, expected_of(field.type), field.default)
        for field in msgspec.structs.fields(kind)
    )


@cache
def documented_fields(kind: type[Row]) -> Mapping[str, bool]:
    """The vendor's names of a payload's fields, and whether every call that returns the payload returns the field."""
    return {
        field.wire: field.default is not UNSET and field.wire not in kind.not_everywhere
        for field in fields_of(kind)
    }


@cache
def nested_fields(kind: type[Row]) -> tuple[Field, ...]:
    """A payload's fields that contain other payloads, alone or in lists."""
    return tuple(
        field
        for field in fields_of(kind)
        if field.expected.struct is not None or field.expected.entry_struct is not None
    )


@cache
def expected_of(hint: Any) -> Expected:
    """What a field of this type can hold."""
    scalars: set[type] = set()
    found: dict[str, Any] = {}
    for option in _options(hint):
        origin = get_origin(option)
        if origin in (list, tuple) or option is list:
            found |= {"entries": (get_args(option) or (Any,))[0], "is_tuple": origin is tuple}
        elif origin is dict:
            found["values"] = get_args(option)[1]
        elif isinstance(option, type) and issubclass(option, Row):
            found["struct"] = option
        elif isinstance(option, type) and option is not UnsetType:
            scalars.add(option)
    holder = msgspec.defstruct("Holder", [("value", hint)])
    return Expected(holder, frozenset(scalars), means=meaning_of(hint), **found)


def _options(hint: Any) -> Iterable[Any]:
    if get_origin(hint) is Annotated:
        plain, *limits = get_args(hint)
        # A list that must be empty represents a missing object.
        if not any(isinstance(limit, msgspec.Meta) and limit.max_length == 0 for limit in limits):
            yield from _options(plain)
    elif get_origin(hint) in (Union, UnionType):
        for option in get_args(hint):
            yield from _options(option)
    else:
        yield hint

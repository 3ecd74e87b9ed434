"""The possible values of a payload's fields, derived once from their types."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, UnsetType

from vendors.payload import Row, meaning_of


@dataclass(frozen=True, slots=True)
class Expected:
    """What a field can hold.

    Attributes:
        holder: an object with one field of that type. msgspec keeps what it knows of an object's types; of any other
            type it makes that anew for each value, and frees more than it should (0.22.0), which ends the process.
        scalars: the plain types among its options.
        struct: the object among them.
        entries: the type of the entries of the list among them.
        is_tuple: whether that list is to be a tuple.
        values: the type of the values of the map among them.
        means: tells of a value whether it means something; None where every one does.
    """

    holder: type[msgspec.Struct]
    scalars: frozenset[type]
    struct: type[Row] | None = None
    entries: Any = None
    is_tuple: bool = False
    values: Any = None
    means: Callable[[Any], bool] | None = None

    def converted(self, value: Any, *, strict: bool = True) -> Any:
        """The value as the field can hold it.

        Args:
            strict: False lets a scalar be in the notation of another.

        Raises:
            ValueError, or another of UNFIT: it cannot.
        """
        held: Any = msgspec.convert({"value": value}, self.holder, strict=strict)
        if self.means is not None and not self.means(held.value):
            raise ValueError("it means nothing")
        return held.value

    def listed(self, rows: Iterable[Any]) -> Any:
        """The entries as the list that the field holds."""
        return tuple(rows) if self.is_tuple else list(rows)

    @property
    def is_nullable(self) -> bool:
        return NoneType in self.scalars


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
        """What the field holds where it came and cannot be read, or is empty."""
        # UNSET would say that this call does not show the field, and have another one asked.
        return None if self.expected.is_nullable else self.default


@cache
def fields_of(kind: type[Row]) -> tuple[Field, ...]:
    """All of a payload's fields, in its order."""
    return tuple(
        Field(field.name, field.encode_name, expected_of(field.type), field.default)
        for field in msgspec.structs.fields(kind)
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
        # A list that must be empty only stands where an object is missing.
        if not any(isinstance(limit, msgspec.Meta) and limit.max_length == 0 for limit in limits):
            yield from _options(plain)
    elif get_origin(hint) in (Union, UnionType):
        for option in get_args(hint):
            yield from _options(option)
    else:
        yield hint

"""The values of scalars and enums: common ones are recognised by their exact class, all others are left to the type."""

from collections.abc import Callable, Sequence
from enum import Enum
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any, NamedTuple

from graphql import (
    Executor,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)

from models.columns import column_of, in_columns

_LEAST_INT, _GREATEST_INT = -(2**31), 2**31 - 1

# The value as the response has it, or an exception where the type itself must look.
Quick = Callable[[Any], Any]


class QuickLeaf(NamedTuple):
    """How the common values of a type are completed.

    Attributes:
        is_itself: the class whose values are in the response as they are; None if there is none.
        by_class: how values of other classes are completed.
    """

    is_itself: type | None
    by_class: dict[type, Quick]


def quick_leaf(type_: GraphQLLeafType) -> QuickLeaf:
    """How the common values of a type are completed; exact classes only, since a bool is an int, too."""
    if type_ is GraphQLString or type_ is GraphQLID:
        return QuickLeaf(str, {})
    if type_ is GraphQLBoolean:
        return QuickLeaf(bool, {})
    if type_ is GraphQLInt:
        return QuickLeaf(None, {int: _within_32_bits})
    if type_ is GraphQLFloat:
        return QuickLeaf(None, {float: _finite})
    if isinstance(type_, GraphQLEnumType):
        return QuickLeaf(None, _names_of(type_))
    return QuickLeaf(None, {})


def quickly(type_: GraphQLLeafType) -> Quick:
    """How values are completed of which it is known that the type has some of their class."""
    coerce = type_.coerce_output_value
    if column_of(coerce) is not None:
        # Ours, which gives neither null nor undefined.
        return coerce

    def complete(value: Any) -> Any:
        found = coerce(value)
        if found is None or found is Undefined:
            raise ValueError
        return found

    return complete


def complete_together(leaf: QuickLeaf, values: Sequence[Any], *, nullable: bool) -> Sequence[Any] | None:
    """The values of a column as the response has them; None if they are not of one class with a quick way."""
    kinds = set(map(type, values))
    has_null = NoneType in kinds
    if has_null:
        if not nullable:
            return None
        kinds.remove(NoneType)
    if kinds <= {leaf.is_itself}:
        return values
    quick = leaf.by_class.get(kinds.pop()) if len(kinds) == 1 else None
    if quick is None:
        return None
    try:
        there = [value for value in values if value is not None] if has_null else values
        column = column_of(quick)
        found = map(quick, there) if column is None else column(there)
        if not has_null:
            return list(found)
        each = iter(found)
        return [None if value is None else next(each) for value in values]
    except Exception:  # noqa: BLE001 - the type says why, of each value
        return None


def complete_leaf(type_: GraphQLLeafType, value: Any) -> Any:
    """A value as the response has it, by its type.

    Raises:
        Exception: the type does not have it.
    """
    return Executor.complete_leaf_value(type_, value)


def _all_within_32_bits(values: Sequence[int]) -> Sequence[int]:
    if min(values) >= _LEAST_INT and max(values) <= _GREATEST_INT:
        return values
    raise ValueError


@in_columns(_all_within_32_bits)
def _within_32_bits(value: int) -> int:
    if _LEAST_INT <= value <= _GREATEST_INT:
        return value
    raise ValueError


def _finite(value: float) -> float:
    if isfinite(value):
        return value
    raise ValueError


def _names_of(type_: GraphQLEnumType) -> dict[type, Quick]:
    """The names of the members of the enum that declares a type."""
    declared = getattr(type_, "wrapped_cls", None)
    if not (isinstance(declared, type) and issubclass(declared, Enum)):
        return {}
    try:
        names = {member: complete_leaf(type_, member) for member in declared}
    except Exception:  # noqa: BLE001 - then each value shows its own error
        return {}
    # Read off the member, where that is the name: the hash of an enum's member is a function of Python's.
    is_own = all(name == member._name_ for member, name in names.items())
    return {declared: attrgetter("_name_") if is_own else names.__getitem__}

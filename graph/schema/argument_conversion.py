"""Makes, once for each field, what converts its coerced arguments to the Python values that our functions take.

Strawberry's `convert_arguments` finds out for every value again what its type is, which takes 0.2 ms for the input of a
mutation. It still does so for types that are not recognised here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING
from functools import partial
from typing import Any, TypeAlias, cast

import strawberry
from strawberry.scalars import is_scalar
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType

Convert: TypeAlias = Callable[[Any], Any]


def conversion_of(
    arguments: Iterable[StrawberryArgument], schema: strawberry.Schema
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """The conversion of a field's arguments, by the names of the schema, to those of its function."""
    conversions = _Conversions(schema)
    # Types may name each other before all of them are there, so each is looked at when its first value comes.
    known: list[tuple[str, str, Convert]] = []

    def converted(given: Mapping[str, Any]) -> dict[str, Any]:
        if not known:
            known.extend(
                (
                    schema.config.name_converter.from_argument(each),
                    each.python_name,
                    conversions.of(each.type),
                )
                for each in arguments
            )
        return {ours: convert(given[name]) for name, ours, convert in known if name in given}

    return converted


class _Conversions:
    """The conversions of types; that of an input type is made once."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self._config = schema.config
        self._scalars = schema.schema_converter.scalar_registry
        self._inputs: dict[type, Convert] = {}

    def of(self, type_: Any) -> Convert:
        """The conversion of a value of a type."""
        if isinstance(type_, LazyType):
            return self.of(type_.resolve_type())
        if isinstance(type_, StrawberryOptional) and not isinstance(type_, StrawberryMaybe):
            return self.of(type_.of_type)
        if isinstance(type_, StrawberryList):
            return partial(_each, self.of(type_.of_type))
        is_scalar_of_ours = is_scalar(type_, self._scalars) and type_ is not strawberry.relay.GlobalID
        if is_scalar_of_ours or isinstance(type_, StrawberryEnumDefinition):
            return _itself
        if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
            return self._of_input(cast("type", type_))
        return lambda value: convert_argument(value, type_, self._scalars, self._config)

    def _of_input(self, type_: Any) -> Convert:
        found = self._inputs.get(type_)
        if found is not None:
            return found
        definition = type_.__strawberry_definition__
        # What has no default is None where it is not given; what is required, graphql-core has refused.
        lacking = {
            field.python_name: None
            for field in definition.fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }
        parts: list[tuple[str, str, Convert]] = []

        def converted(value: Any) -> Any:
            if value is None or value is strawberry.UNSET:
                return value
            given = {ours: convert(value[name]) for name, ours, convert in parts if name in value}
            return type_(**(lacking | given))

        # Before its parts, which may be of the same type.
        self._inputs[type_] = converted
        parts.extend(
            (
                self._config.name_converter.from_field(field),
                field.python_name,
                self.of(field.resolve_type(type_definition=definition)),
            )
            for field in definition.fields
        )
        return converted


def _each(convert: Convert, value: Any) -> Any:
    # A list of its own: graphql-core gives the same default to every request.
    return value if value is None or value is strawberry.UNSET else list(map(convert, value))


def _itself(value: Any) -> Any:
    return value

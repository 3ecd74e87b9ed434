"""Coerces the variables of an operation; those of the specification's own scalars in a way that is prepared once."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    Undefined,
    VariableDefinitionNode,
    get_nullable_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.utilities.coerce_input_value import coerce_default_value

# The most errors in variables that are told, as graphql-core has it.
_ERRORS_AT_MOST = 50
# The values of these types that are what they are coerced to; of an Int those that fit into 32 bits.
_ITSELF: Mapping[GraphQLScalarType, type] = {
    GraphQLID: str,
    GraphQLString: str,
    GraphQLBoolean: bool,
    GraphQLInt: int,
}
_INTS = range(-(2**31), 2**31)
_NONE = VariableValues({}, {})


class _Scalar(NamedTuple):
    """A variable whose usual values need no coercion.

    Attributes:
        signature: as graphql-core has it.
        kind: the class of those values.
        nullable: whether null is one of them.
        default: its value where none is given; Undefined where it has none then.
    """

    signature: GraphQLVariableSignature
    kind: type
    nullable: bool
    default: Any


class DeclaredVariables:
    """The variables that an operation declares.

    Args:
        schema: the schema.
        definitions: where they are declared.
    """

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        self._schema = schema
        self._definitions = definitions
        found = [_scalar(schema, each) for each in definitions]
        self._scalars = [each for each in found if each is not None]
        self._is_simple = len(self._scalars) == len(definitions)

    def values(
        self, given: dict[str, Any] | None, *, hide_suggestions: bool
    ) -> VariableValues | list[GraphQLError]:
        """Their values, or what is wrong with those that were sent."""
        if not self._definitions:
            return _NONE
        usual = self._usual(given or {}) if self._is_simple else None
        return usual or get_variable_values(
            self._schema,
            self._definitions,
            given or {},
            max_errors=_ERRORS_AT_MOST,
            hide_suggestions=hide_suggestions,
        )

    def _usual(self, given: Mapping[str, Any]) -> VariableValues | None:
        """The values where all of them are as they are coerced to; None where graphql-core has to look at them."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature, kind, nullable, default in self._scalars:
            name = signature.name
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is Undefined:
                value = default
                if value is Undefined and not nullable:
                    return None
            elif value is None:
                if not nullable:
                    return None
            elif type(value) is not kind or (kind is int and value not in _INTS):
                return None
            if value is not Undefined:
                coerced[name] = value
        return VariableValues(sources, coerced)


def _scalar(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Scalar | None:
    signature = get_variable_signature(schema, definition)
    if isinstance(signature, GraphQLError):
        return None
    named = get_nullable_type(signature.type)
    kind = _ITSELF.get(named) if isinstance(named, GraphQLScalarType) else None
    if kind is None:
        return None
    default = Undefined if signature.default is None else coerce_default_value(signature)
    return _Scalar(signature, kind, named is signature.type, default)

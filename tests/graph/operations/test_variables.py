"""The values of variables are what graphql-core makes of them, whichever way they are found."""

from itertools import product
from typing import Any

import pytest
from graphql import GraphQLError, OperationDefinitionNode, build_schema, parse
from graphql.execution.values import VariableValues, get_variable_values

from graph.operations.variables import DeclaredVariables

SCHEMA = build_schema("""
    type Query { all(a: ID, b: String, c: Int, d: Boolean, e: Float, f: [ID!], g: Kind, h: Filter): Int }
    enum Kind { ONE TWO }
    input Filter { first: Int = 3, kind: Kind }
""")
DECLARED = [
    *(
        "ID",
        "ID!",
        "String",
        "String!",
        "Int",
        "Int!",
        "Boolean",
        "Boolean!",
        "Float",
        "[ID!]",
        "Kind",
        "Filter",
    ),
    *(
        'ID = "a"',
        "ID! = 7",
        'String = "b"',
        "String = null",
        "Int = 50",
        "Int! = 50",
        "Boolean = true",
        "Kind = ONE",
    ),
]
LEFT_OUT = "left out"
VALUES = [
    *(LEFT_OUT, None, "", "a", 0, 1, True, False, 1.0, 1.5, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 10**30),
    *(["a"], {}, {"first": 1}, "ONE"),
]


def definition(*declared: str) -> OperationDefinitionNode:
    variables = ", ".join(f"$v{place}: {each}" for place, each in enumerate(declared))
    found = parse(f"query ({variables}) {{ __typename }}").definitions[0]
    assert isinstance(found, OperationDefinitionNode)
    return found


def told(found: VariableValues | list[GraphQLError]) -> Any:
    """What is compared: of values also their classes, since True is 1."""
    if isinstance(found, list):
        return [error.message for error in found]
    sources = {
        name: (each.signature.name, str(each.signature.type), each.value)
        for name, each in found.sources.items()
    }
    return sources, found.coerced, {name: type(value) for name, value in found.coerced.items()}


def both(declared: tuple[str, ...], given: dict[str, Any]) -> tuple[Any, Any]:
    nodes = definition(*declared).variable_definitions
    ours = DeclaredVariables(SCHEMA, nodes).values(given, hide_suggestions=True)
    return told(ours), told(get_variable_values(SCHEMA, nodes, given, max_errors=50, hide_suggestions=True))


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_each_value_is_what_graphql_core_makes_of_it(declared: str, value: object) -> None:
    ours, theirs = both((declared,), {} if value is LEFT_OUT else {"v0": value})
    assert ours == theirs


def test_so_are_several_together() -> None:
    for first, second in product(DECLARED, DECLARED):
        for given in ({"v0": "a", "v1": "b"}, {"v0": 1, "v1": 2}, {"v1": None}, {"v0": "a", "v1": True}):
            ours, theirs = both((first, second), given)
            assert ours == theirs


def test_an_operation_without_variables_has_no_values() -> None:
    nodes = definition("ID").variable_definitions[:0]
    assert DeclaredVariables(SCHEMA, nodes).values({"v0": "a"}, hide_suggestions=True) == VariableValues(
        {}, {}
    )

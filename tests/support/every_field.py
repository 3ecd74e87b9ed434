"""Writes queries that select every field there is, and tells which fields an answer has values in."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

# What the fields that need an argument are given.
ARGUMENTS = {"Room.provider": '(vendorId: "85741")'}

# The settings of a gateway that is asked for every field at once, which is more than it allows.
ROOMY = {
    "document_characters": 200_000,
    "document_tokens": 20_000,
    "document_fields": 10_000,
    "document_depth": 20,
    "answer_objects": 10_000_000,
    "cost_most": 100_000_000,
    "cost_bucket": 1_000_000_000,
    "cost_per_second": 1_000_000_000,
    # On a busy machine.
    "operation_seconds": 60.0,
}

Wanted = Callable[[str], bool]


def everything(_: str) -> bool:
    return True


class Selection:
    """Selects all fields of a type and of all that hangs on it; a type is not entered again below itself."""

    def __init__(self, schema: GraphQLSchema, wanted: Wanted = everything) -> None:
        self._schema = schema
        self._wanted = wanted

    def of(self, name: str) -> str:
        """The selection, braces included, of a type."""
        return self._of(self._schema.type_map[name], ())

    def _of(self, type_: Any, above: Collection[str]) -> str:
        if isinstance(type_, GraphQLUnionType):
            members = (f"...on {member.name} {self._of(member, above)}" for member in type_.types)
            return "{ __typename " + " ".join(members) + " }"
        assert isinstance(type_, GraphQLObjectType)
        fields = (self._field(type_, name, field, above) for name, field in type_.fields.items())
        return "{ __typename " + " ".join(field for field in fields if field) + " }"

    def _field(
        self, parent: GraphQLObjectType, name: str, field: GraphQLField, above: Collection[str]
    ) -> str:
        path = f"{parent.name}.{name}"
        if not self._wanted(path):
            return ""
        given = ARGUMENTS.get(path, "")
        assert given or not any(map(is_required_argument, field.args.values())), f"{path} needs an argument"
        below = get_named_type(field.type)
        if not is_composite_type(below):
            return name + given
        if below.name in above or below.name == parent.name:
            return f"{name}{given} {{ __typename }}"
        if name == "edges":
            return "edges { __typename cursor node { __typename } }"
        return f"{name}{given} {self._of(below, {*above, parent.name})}"


def filled(value: Any) -> Iterator[str]:
    """The fields, as `Type.field`, that have a value somewhere; empty lists count as none."""
    if isinstance(value, list):
        for item in value:
            yield from filled(item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if inner not in (None, []) and "__typename" in value and name != "__typename":
                yield f"{value['__typename']}.{name}"
            yield from filled(inner)


def declared(schema: GraphQLSchema) -> set[str]:
    """Every field of every object type that can be read, as `Type.field`."""
    assert schema.query_type is not None
    found: dict[str, GraphQLObjectType] = {}
    ahead: list[GraphQLObjectType] = [schema.query_type]
    while ahead:
        type_ = ahead.pop()
        if type_.name in found or type_.name.startswith("_"):
            continue
        found[type_.name] = type_
        for below in (get_named_type(field.type) for field in type_.fields.values()):
            members = below.types if isinstance(below, GraphQLUnionType) else (below,)
            ahead += [member for member in members if isinstance(member, GraphQLObjectType)]
    del found[schema.query_type.name]
    return {
        f"{type_.name}.{name}"
        for type_ in found.values()
        for name in type_.fields
        if not name.startswith("_")
    }

"""Finds the types that hold secrets, and says so in the descriptions of them and of the fields that lead to them."""

from collections.abc import Iterator

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, GraphQLUnionType, get_named_type

from graph.schema.declaration import declaration_of, has_key

_WORDS = "Holds secrets."


def object_fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    """Every field of every object type."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            yield from ((type_, name, field) for name, field in type_.fields.items())


def secret_types(schema: GraphQLSchema) -> frozenset[str]:
    """The names of the types without a key of their own that hold a secret, or parts of such a type.

    A thing with a key is none of them: what leads to a meeting does not show its PINs.
    """
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    found: set[str] = set()
    while True:
        more = {
            type_.name
            for type_, _, field in object_fields(schema)
            if type_ not in roots and not has_key(type_) and (_is_secret(field) or leads_to(field, found))
        }
        if more <= found:
            return frozenset(found)
        found |= more


def leads_to(field: GraphQLField, names: frozenset[str] | set[str]) -> bool:
    """Whether a field's type, or one of its union, is among these."""
    type_ = get_named_type(field.type)
    if isinstance(type_, GraphQLUnionType):
        return any(each.name in names for each in type_.types)
    return type_.name in names


def describe(schema: GraphQLSchema) -> None:
    """Completes the descriptions of a schema."""
    names = secret_types(schema)
    for _, _, field in object_fields(schema):
        if leads_to(field, names) and declaration_of(field) is not None:
            field.description = f"{field.description} {_WORDS}"
    for name in names:
        holder = schema.type_map[name]
        holder.description = f"{holder.description} {_WORDS}"


def _is_secret(field: GraphQLField) -> bool:
    declaration = declaration_of(field)
    return declaration is not None and declaration.secret

"""Reports errors at the paths of fields with missing data whose type has no `unavailable`."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type
from strawberry.execution.is_awaitable import optimized_is_awaitable

from graph.schema.declaration import FieldDeclaration, Part, declaration_of, has_key
from models.vendor_problem import MissingPart
from vendors.missing_data import MissingData, collecting_missing_data
from vendors.operation_scope import current_scope


def report_missing_data(schema: GraphQLSchema) -> None:
    """Wraps the resolvers of fetched fields, so that missing data is reported at their paths.

    What was written is written: a part that is missing from the answer to a mutation is no error, for clients take an
    error for a write that failed. The operation tells it in its extensions.
    """
    for type_ in schema.type_map.values():
        if type_ in (schema.mutation_type, schema.subscription_type) or not isinstance(
            type_, GraphQLObjectType
        ):
            continue
        for field in type_.fields.values():
            declaration = declaration_of(field)
            if field.resolve is not None and declaration is not None and declaration.resolver is not None:
                field.resolve = _telling(field.resolve, is_part=_is_part(field, declaration))


def _is_part(field: GraphQLField, declaration: FieldDeclaration) -> bool:
    """Whether a field is fetched with the other parts of its object, and no thing of its own."""
    return isinstance(declaration.source, Part) and not has_key(get_named_type(field.type))


def _telling(resolve: Callable[..., Any], *, is_part: bool) -> Callable[..., Any]:
    def telling(root: object, info: Any, **arguments: Any) -> Any:
        value = resolve(root, info, **arguments)
        if optimized_is_awaitable(value):
            return _told(value, info, is_part=is_part)
        if isinstance(value, list):
            # Each entry is awaited separately, and its missing data is reported at its own path.
            return [
                _told(one, info, place) if optimized_is_awaitable(one) else one
                for place, one in enumerate(value)
            ]
        return value

    return telling


async def _told(value: Any, info: Any, *place: int, is_part: bool = False) -> Any:
    with collecting_missing_data() as gaps:
        found = await value
    scope = current_scope()
    if gaps and scope is not None:
        path = (*info.path.as_list(), *place)
        for item in gaps:
            # One call brings all parts of an object: a value that it could not read is the object's, and told once.
            is_of_object = is_part and item.problem.missing is MissingPart.FIELDS
            scope.told_at.setdefault(path[:-1] if is_of_object else path, MissingData()).add(item)
    return found

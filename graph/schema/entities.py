"""Federation: the schema as a subgraph, and its resolver for `_entities`."""

from collections.abc import Collection
from typing import Any, cast

from graphql import GraphQLUnionType
from strawberry import federation
from strawberry.federation.schema import FederationAny

from graph.schema.core import core_of
from models.errors import BadInput
from models.ids import Identified
from resolvers import nodes
from resolvers.context import Context, Info


class Subgraph(federation.Schema):
    """The schema as Strawberry makes it."""

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> Any:
        """Each entry is awaited separately: one that cannot be resolved is null and does not affect the others."""
        union = cast("GraphQLUnionType", core_of(self).type_map["_Entity"])
        entities = frozenset(type_.name for type_ in union.types)
        return [_entity(representation, entities, info.context) for representation in representations]


async def _entity(representation: Any, entities: Collection[str], context: Context) -> Identified | None:
    wanted = representation.get("__typename") if isinstance(representation, dict) else None
    id = representation.get("id") if wanted else None
    if not isinstance(wanted, str) or not isinstance(id, str):
        raise BadInput("A representation needs `__typename` and the key field `id`.")
    if wanted not in entities:
        raise BadInput("A representation's `__typename` is not an entity of this subgraph.")
    key = context.key(id)
    if key.kind.value != wanted:
        raise BadInput("A representation's `id` does not name a thing of its `__typename`.")
    return await nodes.by_key(key, context)

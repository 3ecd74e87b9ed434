"""node, nodes: any object by its global id."""

import strawberry

from graph.schema.declaration import ROOT_WEIGHT
from graph.schema.fields import query
from graph.schema.input_fields import InputDeclaration
from graph.schema.types.node import Node
from models.bounds import at_most
from models.ids import Identified
from models.page import MAX_PAGE_SIZE
from resolvers import nodes
from resolvers.context import Info


async def _node(info: Info, id: strawberry.ID) -> Identified | None:
    return await nodes.by_key(info.context.key(id), info.context)


def _nodes(info: Info, ids: list[strawberry.ID]) -> list[object]:
    # Each entry is awaited separately, so one that fails is null and does not affect the others.
    return [_node(info, id) for id in ids]


@strawberry.type
class NodeRoots:
    node: Node | None = query(
        _node,
        description="Any object by its global id. Null if it does not exist.",
        arguments={"id": "The global id."},
        shareable=True,
    )
    nodes: list[Node | None] = query(
        _nodes,
        description="Several objects by their global ids, in the order of the ids. Null for an id that is not found.",
        arguments={"ids": InputDeclaration(description="The global ids.", entries=at_most(MAX_PAGE_SIZE))},
        cost=ROOT_WEIGHT,
        nullable=False,
        shareable=True,
    )

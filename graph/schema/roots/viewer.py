"""viewer: the root field for the caller."""

import strawberry

from graph.schema.fields import query
from graph.schema.types.viewer import Viewer
from models.principal import Principal
from resolvers.context import Info


def _viewer(info: Info) -> Principal:
    return info.context.principal


@strawberry.type
class ViewerRoots:
    viewer: Viewer | None = query(_viewer, description="Who sends this operation. Makes no vendor call.")

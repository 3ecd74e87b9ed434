"""The parameters of a GraphQL request, whichever transport carries them."""

from typing import Any

import msgspec


class GraphQLRequest(msgspec.Struct, rename="camel"):
    """What a client wants to be run, as POST and graphql-transport-ws write it."""

    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None

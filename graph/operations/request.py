"""The parameters of a GraphQL request, whichever transport carries them."""

from typing import Any

import msgspec


class GraphQLRequest(msgspec.Struct, rename="camel"):
    """The parameters of a request, as POST and graphql-transport-ws define them."""

    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None

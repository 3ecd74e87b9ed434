"""The parameters of a GraphQL request, whichever transport carries them."""

from collections.abc import Collection
from typing import Any

import msgspec

# Their names, as `GraphQLRequest` has them.
PARAMETERS = ("query", "operationName", "variables", "extensions")


class GraphQLRequest(msgspec.Struct, rename="camel"):
    """The parameters of a request, as POST and graphql-transport-ws define them."""

    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None

    def forget_all_but(self, declared: Collection[str]) -> None:
        """Forgets what an operation does not use, which would be held for as long as it runs.

        Args:
            declared: the names of its variables.
        """
        self.extensions = None
        if self.variables is not None:
            self.variables = {name: value for name, value in self.variables.items() if name in declared}

"""What every payload has beside the thing that was written."""

import strawberry

from graph.schema.fields import attribute
from graph.schema.types.problem import Problem


@strawberry.type
class Payload:
    problems: list[Problem] = attribute(
        description="Why it was not carried out, all reasons at once; empty where it was."
    )
    replayed: bool = attribute(
        description="Whether this answers an earlier write with the same `idempotencyKey`: nothing was done now. What "
        "was written then is told as it is now; null where it is gone since."
    )

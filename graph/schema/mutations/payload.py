"""Payload: the fields that every payload has."""

import strawberry

from graph.schema.fields import attribute
from graph.schema.types.problem import Problem


@strawberry.type
class MutationPayload:
    problems: list[Problem] = attribute(
        description="Why the write was not carried out: all reasons at once. Empty if it was carried out."
    )
    replayed: bool = attribute(
        description="True if an earlier request with the same `idempotencyKey` did the write and this one did "
        "nothing. The payload then shows the present state of what was written, or null if it no longer exists."
    )

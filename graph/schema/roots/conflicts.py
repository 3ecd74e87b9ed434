"""checkConflicts: the Query field about meetings that are in each other's way."""

import strawberry

from graph.schema.fields import loaded
from graph.schema.types.conflict import CheckConflictsInput, ConflictReport, occupancy
from models import conflict as models
from resolvers import conflicts
from resolvers.context import Info


async def _check_conflicts(info: Info, input: CheckConflictsInput) -> models.ConflictReport:
    return await conflicts.found(info.context, occupancy(input))


@strawberry.type
class ConflictRoots:
    check_conflicts: ConflictReport | None = loaded(
        _check_conflicts,
        description="Which meetings, scheduled or running, take the same host, room or device at an overlapping time, "
        "across vendors. Only vendors that a named host, room or device belongs to are asked. A meeting that ends when "
        "the other starts is not in its way. What runs now is busy until it ends, past its planned end or without one, "
        "and the meeting that a named device is in counts as well. One that is only planned is found by its start, if "
        "that is not before `searchedFrom`, seven days before `startsAt`.",
        arguments={"input": "What a meeting would take, and when."},
    )

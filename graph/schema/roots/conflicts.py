"""checkConflicts: the Query field for conflicts between meetings."""

import strawberry

from graph.schema.fields import query
from graph.schema.types.conflict import CheckConflictsInput, ConflictReport, occupancy
from models import conflict as models
from resolvers import conflicts
from resolvers.context import Info


async def _check_conflicts(info: Info, input: CheckConflictsInput) -> models.ConflictReport:
    return await conflicts.find(info.context, occupancy(input, info.context))


@strawberry.type
class ConflictRoots:
    check_conflicts: ConflictReport | None = query(
        _check_conflicts,
        description="Finds meetings, scheduled or running, that have the same host, room or device at an overlapping "
        "time, across vendors. Only the vendors of the given hosts, rooms and devices are asked. A meeting that ends "
        "exactly when the other starts does not conflict. A running meeting conflicts until it ends, also past its "
        "planned end or without one. The meeting that a given device is in now counts too. A planned meeting is "
        "found if it starts at or after `searchedFrom`, which is seven days before `startsAt`.",
        arguments={"input": "The planned meeting."},
    )

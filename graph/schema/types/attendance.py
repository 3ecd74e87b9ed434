"""Attendance: who came to a session, and when."""

from datetime import datetime

import strawberry

from graph.schema.fields import attribute, backed_by
from graph.schema.types.page_info import Connection, Edge
from models import attendance as models


@backed_by(
    models.Attendance,
    description="One arrival at a session; somebody who came back is there twice (VConnct).",
)
class Attendance:
    full_name: str | None = attribute(description="The name that the person gave.", secret=True)
    joined_at: datetime | None = attribute(description="When the person came, in UTC.")
    left_at: datetime | None = attribute(
        description="When the person left, or the latest that is possible; null while the session runs."
    )
    left_at_is_bound: bool = attribute(
        description="True where `leftAt` is only the latest possible moment, since the vendor tells no leave time."
    )


@strawberry.type(description="An arrival in a list.")
class AttendanceEdge(Edge):
    node: Attendance = attribute(description="The arrival.")


@strawberry.type(description="A page of arrivals.")
class AttendanceConnection(Connection):
    edges: list[AttendanceEdge] = attribute(description="The arrivals with their places.")
    nodes: list[Attendance] = attribute(description="The arrivals alone.")

"""Attendance: who came to a session, and when."""

from datetime import datetime

import strawberry
from strawberry import field

from graph.fields import backed_by
from graph.types.page_info import Connection, Edge
from models import attendance as models


@backed_by(
    models.Attendance,
    description="One arrival at a session; somebody who came back is there twice (VConnct).",
)
class Attendance:
    full_name: str | None = field(description="The name that the person gave. Secret.")
    joined_at: datetime | None = field(description="When the person came, in UTC.")
    left_at: datetime | None = field(
        description="When the person left, or the latest that is possible; null while the session runs."
    )
    left_at_is_bound: bool = field(
        description="True where `leftAt` is only the latest possible moment, since the vendor tells no leave time."
    )


@strawberry.type(description="An arrival in a list.")
class AttendanceEdge(Edge):
    node: Attendance = field(description="The arrival.")


@strawberry.type(description="A page of arrivals.")
class AttendanceConnection(Connection):
    edges: list[AttendanceEdge] = field(description="The arrivals with their places.")
    nodes: list[Attendance] = field(description="The arrivals alone.")

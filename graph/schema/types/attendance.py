"""Attendance: who joined a session, and when."""

from datetime import datetime

import strawberry

from graph.schema.fields import attribute, backed_by
from graph.schema.types.page_info import Connection, Edge
from models import attendance as models
from models.scope import Scope


@backed_by(
    models.Attendance,
    description="One arrival of a person at a session {vendors}. A person who left and came back has two entries.",
)
class Attendance:
    full_name: str | None = attribute(
        description="The name that the person gave.", secret=True, requires={Scope.ATTENDANCE_READ}
    )
    joined_at: datetime | None = attribute(description="When the person joined, in UTC.")
    left_at: datetime | None = attribute(
        description="When the person left, in UTC, or the latest possible time. Null while the session runs."
    )
    left_at_is_bound: bool = attribute(
        description="True if `leftAt` is only the latest possible time, because the vendor does not report when "
        "people leave."
    )


@strawberry.type(description="An arrival in a list.")
class AttendanceEdge(Edge):
    node: Attendance = attribute(description="The arrival.")


@strawberry.type(description="A page of arrivals.")
class AttendanceConnection(Connection):
    edges: list[AttendanceEdge] = attribute(description="The arrivals with their cursors.")
    nodes: list[Attendance] = attribute(description="The arrivals without cursors.")

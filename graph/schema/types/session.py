"""Session: one run of a meeting, with who came and what was recorded."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.access import Pins
from graph.schema.types.attendance import AttendanceConnection
from graph.schema.types.node import VENDOR, VENDOR_ID, Node
from graph.schema.types.page_info import BOTH_WAYS, Connection, Edge
from graph.schema.types.recording import Recording
from models import session as models
from models.session import SessionState
from models.vendor import Vendor
from resolvers import polls, sessions
from resolvers.pagination import paged

if TYPE_CHECKING:
    from graph.schema.types.meeting import Meeting
    from graph.schema.types.poll import Poll


@backed_by(models.Session, description="One run of a meeting (VConnct, EnableX, VSee).", keys=["id"])
class Session(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        sessions.meeting_of, description="The meeting that it is a run of."
    )
    title: str | None = attribute(description="Its own title, where it has one (VConnct, EnableX).")
    state: SessionState = attribute(description="Whether it still goes on.")
    state_is_reckoned: bool = attribute(
        description="True where `state` follows from a clock: at EnableX, where the report tells an end that is still "
        "to come; at VSee, where a visit that was begun shows no actual times. Elsewhere a run without an end still "
        "goes on, and one with an end is over."
    )
    vendor_state: str | None = attribute(
        description="The vendor's own word: VSee's status of the visit; at VConnct its meaning is not documented."
    )
    started_at: datetime | None = attribute(description="When it started, in UTC.")
    ended_at: datetime | None = attribute(description="When it ended, in UTC; null while it runs.")
    number: int | None = attribute(
        description="The vendor's number of it, which polls are asked under (EnableX)."
    )
    room_id: str | None = attribute(
        description="The vendor's own id of the room it took place in (EnableX, VSee)."
    )
    host_id: str | None = attribute(description="The vendor's own id of who held it (EnableX, VSee).")
    pins: Pins | None = attribute(
        description="What participants needed in this run alone (VConnct). Holds secrets."
    )
    attendance: AttendanceConnection | None = loaded(
        paged(sessions.attendance_of, place=sessions.arrival),
        description="Who came, in order of arrival (VConnct).",
        arguments=BOTH_WAYS,
    )
    recording: Recording | None = loaded(
        sessions.recording_of,
        description="The first of its recordings, or why there is none (VConnct, VSee).",
    )
    recordings: list[Recording] | None = loaded(
        sessions.recordings_of,
        description="All its recordings, those with an address first, else in the vendor's order; empty where there is "
        "none, or none is known (VConnct has one at most, VSee several).",
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.schema.types.poll")]] | None = loaded(
        polls.of_session, description="Polls asked in it (EnableX)."
    )


@strawberry.type(description="A session in a list.")
class SessionEdge(Edge):
    node: Session = attribute(description="The session.")


@strawberry.type(description="A page of sessions.")
class SessionConnection(Connection):
    edges: list[SessionEdge] = attribute(description="The sessions with their places.")
    nodes: list[Session] = attribute(description="The sessions alone.")

"""Session: one session of a meeting, with attendance and recordings."""

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
from models.scope import Scope
from models.session import SessionState
from models.vendor import Vendor
from resolvers import polls, sessions
from resolvers.pagination import paged

if TYPE_CHECKING:
    from graph.schema.types.meeting import Meeting
    from graph.schema.types.poll import Poll


@backed_by(
    models.Session,
    description="One session of a meeting: the time from a start to an end {vendors}.",
    keys=["id"],
)
class Session(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        sessions.meeting_of, description="The meeting of the session."
    )
    title: str | None = attribute(description="The title of the session, if it has its own {vendors}.")
    state: SessionState = attribute(description="Whether the session still runs.")
    state_is_reckoned: bool = attribute(
        description="True if `state` was calculated from the clock. EnableX: the report shows an end that is in the "
        "future. VSee: a visit that has begun shows no actual times. Otherwise a session without an end still runs, "
        "and one with an end is over."
    )
    vendor_state: str | None = attribute(
        description="The vendor's own name of the state. VSee: the status of the visit. VConnct: its meaning is not "
        "documented."
    )
    started_at: datetime | None = attribute(description="When the session started, in UTC.")
    ended_at: datetime | None = attribute(description="When the session ended, in UTC. Null while it runs.")
    number: int | None = attribute(
        description="The vendor's number of the session, to which polls refer {vendors}."
    )
    room_id: str | None = attribute(description="The vendor's id of the room {vendors}.")
    host_id: str | None = attribute(description="The vendor's id of the host {vendors}.")
    pins: Pins | None = attribute(
        description="Passwords for this session only {vendors}.", requires={Scope.PINS_READ}
    )
    attendance: AttendanceConnection | None = loaded(
        paged(sessions.ATTENDANCE, place=sessions.arrival),
        description="The people who joined, in order of arrival {vendors}.",
        arguments=BOTH_WAYS,
        size=10,
        # Also how many came, and when: not the names alone.
        requires={Scope.ATTENDANCE_READ},
    )
    recording: Recording | None = loaded(
        sessions.recording_of,
        description="The first recording, or why there is none {vendors}.",
    )
    recordings: list[Recording] | None = loaded(
        sessions.recordings_of,
        description="All recordings: those with a URL first, otherwise in the vendor's order. Empty if there are "
        "none or none are known. VConnct has at most one, VSee can have several.",
    )
    polls: list[Annotated["Poll", strawberry.lazy("graph.schema.types.poll")]] | None = loaded(
        polls.of_session, description="The polls of the session {vendors}."
    )


@strawberry.type(description="A session in a list.")
class SessionEdge(Edge):
    node: Session = attribute(description="The session.")


@strawberry.type(description="A page of sessions.")
class SessionConnection(Connection):
    edges: list[SessionEdge] = attribute(description="The sessions with their cursors.")
    nodes: list[Session] = attribute(description="The sessions without cursors.")

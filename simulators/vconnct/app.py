"""VConnct's Client API v1 over HTTP: who asks, what for, and what is answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulators.control import Hook, Simulator
from simulators.vconnct import envelope, links, seed, shapes, switches, texts, validation
from simulators.vconnct.acts import Acts
from simulators.vconnct.envelope import Refused
from simulators.vconnct.state import Attendance, License, World

# The status code, the data and the message of a success.
Answer = tuple[int, Any, texts.Text]
Handler = Callable[[Request, License], Awaitable[Answer]]


class VConnct(Simulator):
    """Meetings under a license key, over a BigBlueButton that only the links show."""

    vendor = "VCONNCT"
    port_offset = 2
    secret_keys = frozenset(
        {"attendee_password", "fullName", "full_name", "link", "moderator_password", "record_link"}
    )
    text_keys = frozenset({"title", "welcome_text"})
    default_switches = switches.DEFAULTS
    world: World

    def seed(self, options: Mapping[str, Any]) -> None:
        self.world = seed.world(self.clock.now(), int(options.get("scale", 1)))

    def set_switches(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            switches.check(name, value)
        super().set_switches(values)

    def hooks(self) -> Mapping[str, Hook]:
        return Acts(self.world, self.clock).by_name()

    def routes(self) -> Sequence[Route]:
        # Every path ends in a slash; without it Starlette answers 404, as it does for unknown paths.
        return [
            self._route("POST", "create_meeting", self._create),
            self._route("PUT", "update_meeting", self._update),
            self._route("POST", "start_meeting", self._start_or_join),
            self._route("POST", "join_meeting", self._join),
            self._route("GET", "end_meeting", self._end),
            self._route("DELETE", "delete_scheduled_meeting", self._delete),
            self._route("GET", "list_sessions", self._sessions),
            self._route("GET", "list_meetings", self._meetings),
            self._route("GET", "list_attendance", self._attendance),
            self._route("GET", "list_setting", self._settings),
            self._route("GET", "list_general_meeting_setting", self._general_settings),
            self._route("GET", "get_record", self._record),
        ]

    def _route(self, method: str, name: str, handler: Handler) -> Route:
        async def answered(request: Request) -> Response:
            if name == "join_meeting" and self.switches["join_path"] == "start":
                raise HTTPException(404)
            language = envelope.language_of(
                request.headers.get("accept-language", ""), self.switches["language"]
            )
            mirrored = self.switches["http_status_mirrors"]
            try:
                license = self.world.admitted(request.headers.get("license"), self.clock.now())
                status_code, data, text = await handler(request, license)
            except Refused as refused:
                return envelope.error(refused, language=language, mirrored=mirrored)
            return envelope.success(data, text, status_code=status_code, language=language, mirrored=mirrored)

        route = Route(f"/api/v1/{name}/", answered, methods=[method])
        # Starlette adds HEAD to every GET, and one of these GETs ends a meeting.
        route.methods = {method}
        return route

    async def _create(self, request: Request, license: License) -> Answer:
        meeting = license.create(validation.meeting(await _body(request)), self.switches)
        return 201, shapes.meeting(meeting), texts.CREATED

    async def _update(self, request: Request, license: License) -> Answer:
        meeting_id = validation.identifier(request.query_params, "meeting_id")
        wish = validation.meeting(await _body(request))
        meeting = license.meeting(meeting_id)
        meeting.update(wish)
        return 200, shapes.meeting(meeting), texts.UPDATED

    async def _start_or_join(self, request: Request, license: License) -> Answer:
        body = await _body(request)
        if self.switches["join_path"] != "join" and ("role" in body or "fullname" in body):
            return self._joined(validation.join(body), license)
        wish = validation.start(body)
        session = license.start(wish, self.clock.now(), self.switches)
        url = self._link(wish.moderator_name, session.meeting_id, session.moderator_password)
        return 200, {"title": session.title, "url": url}, texts.STARTED

    async def _join(self, request: Request, license: License) -> Answer:
        return self._joined(validation.join(await _body(request)), license)

    def _joined(self, wish: validation.JoinWish, license: License) -> Answer:
        session = license.join(wish, self.switches)
        if self.switches["attendance_on"] == "join":
            session.attendance.append(Attendance(wish.full_name, self.clock.now()))
        password = wish.password or ""
        if self.switches["viewer_link_password"] == "moderator":
            password = session.moderator_password
        return 200, {"url": self._link(wish.full_name, session.meeting_id, password)}, texts.JOINED

    async def _end(self, request: Request, license: License) -> Answer:
        meeting = license.meeting(validation.identifier(request.query_params, "meeting_id"))
        meeting.end(self.clock.now())
        return 200, None, texts.DONE

    async def _delete(self, request: Request, license: License) -> Answer:
        meeting_id = validation.identifier(request.query_params, "meeting_id")
        license.delete(meeting_id, self.clock.now(), self.switches)
        return 200, None, texts.DELETED

    async def _sessions(self, request: Request, license: License) -> Answer:
        meeting = license.meeting(validation.identifier(request.query_params, "meeting_id"))
        end_absent = self.switches["session_end_absent"]
        rows = [shapes.session(session, end_absent=end_absent) for session in meeting.sessions]
        if self.switches["session_order"] == "newest_first":
            rows.reverse()
        return 200, self._repeated(rows), texts.DONE

    async def _meetings(self, _: Request, license: License) -> Answer:
        now, lag = self.clock.now(), self.switches["running_lag_seconds"]
        rows = [
            shapes.meeting_row(meeting, meeting.seems_running(now, lag))
            for meeting in license.meetings.values()
        ]
        return 200, self._repeated(rows), texts.DONE

    async def _attendance(self, request: Request, license: License) -> Answer:
        session = license.session(validation.identifier(request.query_params, "session_id"))
        return 200, shapes.attendance(session.attendance), texts.DONE

    async def _settings(self, request: Request, license: License) -> Answer:
        meeting = license.meeting(validation.identifier(request.query_params, "meeting_id"))
        return 200, shapes.settings(meeting.settings), texts.DONE

    async def _general_settings(self, _: Request, license: License) -> Answer:
        shape = self.switches["general_settings_shape"]
        return 200, shapes.general_settings(license.general_settings, shape), texts.DONE

    async def _record(self, request: Request, license: License) -> Answer:
        session = license.session(validation.identifier(request.query_params, "session_id"))
        if session.record_is_out(self.clock.now(), self.switches["record_delay_seconds"]):
            url = links.playback(
                self.switches["link_base"],
                self.switches["record_link"],
                session.meeting_id,
                session.started_at,
            )
            return 200, url, texts.DONE
        if self.switches["record_missing_as"] == "404":
            raise Refused(404, texts.RECORD_NOT_FOUND)
        return 200, None if self.switches["record_missing_as"] == "null" else "", texts.DONE

    def _link(self, name: str, meeting_id: str, password: str) -> str:
        link = links.join(self.switches["link_base"], name, meeting_id, password)
        return links.with_a_blank(link, meeting_id) if self.switches["blank_in_links"] else link

    def _repeated(self, rows: list[shapes.Json]) -> list[shapes.Json]:
        return [*rows, *rows[:1]] if self.switches["duplicate_rows"] else rows


async def _body(request: Request) -> Mapping[str, Any]:
    """The JSON object that was sent as application/json; the sample's trailing comma is no JSON."""
    sent_as = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        body = msgspec.json.decode(await request.body()) if sent_as == "application/json" else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refused(400, texts.NOT_JSON)
    return body

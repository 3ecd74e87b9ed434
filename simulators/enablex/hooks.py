"""Acts of the vendor's world that its API has no call for: account conditions, sessions and polls."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulators.clock import Clock
from simulators.enablex import views
from simulators.enablex.records import Attendance, Poll, Session
from simulators.enablex.state import MEDIA, State

Told = Mapping[str, Any]


class Hooks:
    """The acts, each named like its address below `/_control/hooks/`; a wrong id raises KeyError."""

    def __init__(self, state: State, clock: Clock, switches: Told) -> None:
        self._state = state
        self._clock = clock
        self._switches = switches

    def named(self) -> Mapping[str, Callable[[Told], Awaitable[Any]]]:
        acts = (
            self.set_room_active,
            self.run_on,
            self.set_license,
            self.set_subscription,
            self.expire_tokens,
            self.add_session,
            self.end_session,
            self.add_poll,
            self.set_poll,
        )
        return {act.__name__: act for act in acts}

    async def set_room_active(self, told: Told) -> Any:
        """{"room_id", "active"}: an inactive room answers 1000; permanent and meeting rooms alike."""
        room = self._state.rooms[told["room_id"]]
        room.active = bool(told["active"])
        return {"room_id": room.room_id, "active": room.active}

    async def run_on(self, told: Told) -> Any:
        """{"meeting_id", "on"?}: people stay past its planned end, or leave at last where `on` is false."""
        meeting = self._state.meetings[told["meeting_id"]]
        meeting.runs_on = bool(told.get("on", True))
        return {"meeting_id": meeting.meeting_id, "stage": meeting.stage(self._clock.now())}

    async def set_license(self, told: Told) -> Any:
        """{"user_id", "app_type", "assigned"}: without one, scheduling answers 1617 or 1618."""
        licences = self._state.users[told["user_id"]].licences
        (licences.add if told["assigned"] else licences.discard)(told["app_type"])
        return {"user_id": told["user_id"], "licenses": sorted(licences)}

    async def set_subscription(self, told: Told) -> Any:
        """{"app_type", "active"?, "participants"?, "duration"?, "expiry_date"?}: 1615, 1616 and the limits."""
        plan = self._state.plan(told["app_type"])
        if "active" in told:
            plan.status = "A" if told["active"] else "S"
        plan.participants = int(told.get("participants", plan.participants))
        plan.duration = int(told.get("duration", plan.duration))
        if "expiry_date" in told:
            plan.expires = _moment(told["expiry_date"])
        return views.subscription(plan)

    async def expire_tokens(self, _: Told) -> Any:
        """Ends every token that a login has given."""
        for token in self._state.tokens.values():
            token.expires = self._clock.now()
        return {"expired": len(self._state.tokens)}

    async def add_session(self, told: Told) -> Any:
        """{"room_id", "started"?, "minutes"?, "participants"?: [names], "recorded"?}; no minutes: it still runs."""
        room = self._state.rooms[told["room_id"]]
        started = _moment(told["started"]) if "started" in told else self._clock.now()
        ended = started + timedelta(minutes=float(told["minutes"])) if "minutes" in told else None
        session = self._state.open_session(room, started)
        session.ended = ended
        for number, name in enumerate(told.get("participants", ())):
            role = "participant" if number else "moderator"
            session.attendances.append(Attendance(name=name, role=role, joined=started, left=ended))
        if told.get("recorded"):
            session.recordings.append(f"{MEDIA}/{session.session_id}.mp4")
        return views.session(session, self._clock.now())

    async def end_session(self, told: Told) -> Any:
        """{"session_id"}: everybody leaves."""
        session = self._session(told["session_id"])
        session.ended = self._clock.now()
        for attendance in session.attendances:
            attendance.left = attendance.left or session.ended
        return views.session(session, session.ended)

    async def add_poll(self, told: Told) -> Any:
        """{"room_id", "question"?, "type"?, "options"?, "status"?, "conf_num"?, "result"?, "total_result"?}."""
        room = self._state.rooms[told["room_id"]]
        options = dict(told.get("options", {"opt1": "Yes", "opt2": "No"}))
        poll = Poll(
            poll_id=self._state.next("poll"),
            conf_num=int(told.get("conf_num", 9001)),
            asked=self._clock.now(),
            type=told.get("type", "MCQ1"),
            question=told.get("question", "Is the sound good?"),
            options=options,
            status=told.get("status", "P"),
            result=dict(told.get("result", dict.fromkeys(options, 0))),
            total_result=int(told.get("total_result", 0)),
        )
        self._state.polls.setdefault(room.room_id, []).append(poll)
        return views.poll(poll, self._switches)

    async def set_poll(self, told: Told) -> Any:
        """{"room_id", "id", "status"?, "result"?, "total_result"?}: it is asked, or people have answered."""
        polls = {poll.poll_id: poll for poll in self._state.polls.get(told["room_id"], ())}
        poll = polls[int(told["id"])]
        poll.status = told.get("status", poll.status)
        poll.result.update(told.get("result", {}))
        poll.total_result = int(told.get("total_result", poll.total_result))
        return views.poll(poll, self._switches)

    def _session(self, session_id: str) -> Session:
        return {session.session_id: session for session in self._state.sessions}[session_id]


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)

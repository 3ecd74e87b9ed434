"""The demo world of VConnct: five licenses, and the clinic's meetings under one of them."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from simulators.vconnct.plans import ENDED, PLANS, RUNNING, Plan, Run
from simulators.vconnct.state import Attendance, License, Meeting, Session, World
from simulators.world import Doctor

DEMO = "vconnct-demo-license"
EXPIRED = "vconnct-expired-license"
FULL = "vconnct-full-license"
CROWDED = "vconnct-crowded-license"
OTHER = "vconnct-other-license"


def meeting_id(number: int, license: str = DEMO) -> str:
    """The id of a license's meeting; `number` is 1-based, in the order of the list."""
    return _uuid(f"{license}/{number}")


def session_id(meeting: int, number: int, license: str = DEMO) -> str:
    """The id of a meeting's session; both numbers are 1-based, the oldest session comes first."""
    return _uuid(f"{license}/{meeting}/{number}")


def moderator_password(doctor: Doctor) -> str:
    return f"mod-{doctor.email.partition('.')[0]}"


def world(now: datetime, scale: int = 1) -> World:
    """All licenses as they stand at `now`; the demo's meetings come `scale` times."""
    if scale < 1:
        raise ValueError("scale must be 1 or more")
    made = World()
    year = timedelta(days=365)
    demo = made.add(License(key=DEMO, expires_at=now + year, max_rooms=100 * scale, max_attendance=1000))
    for number, plan in enumerate(PLANS * scale, 1):
        _add(demo, number, plan, now)
    expired = made.add(License(key=EXPIRED, expires_at=now - year, max_rooms=10, max_attendance=10))
    _add(expired, 1, ENDED, now)
    full = made.add(License(key=FULL, expires_at=now + year, max_rooms=2, max_attendance=10))
    _add(full, 1, RUNNING, now)
    _add(full, 2, RUNNING, now)
    crowded = made.add(License(key=CROWDED, expires_at=now + year, max_rooms=10, max_attendance=3))
    _add(crowded, 1, RUNNING, now)
    other = made.add(License(key=OTHER, expires_at=now + year, max_rooms=10, max_attendance=10))
    _add(other, 1, ENDED, now)
    return made


def _add(license: License, number: int, plan: Plan, now: datetime) -> None:
    meeting = Meeting(
        meeting_id=meeting_id(number, license.key),
        title=plan.title,
        moderator_password=moderator_password(plan.doctor),
        welcome_text=plan.welcome_text,
        settings=plan.settings,
    )
    license.meetings[meeting.meeting_id] = meeting
    for count, run in enumerate(plan.runs, 1):
        session = _session(session_id(number, count, license.key), meeting, run, now)
        meeting.sessions.append(session)
        license.sessions[session.session_id] = session


def _session(session_id: str, meeting: Meeting, run: Run, now: datetime) -> Session:
    began = now - run.began
    return Session(
        session_id=session_id,
        meeting_id=meeting.meeting_id,
        title=meeting.title,
        started_at=began,
        ended_at=began + run.lasted if run.lasted else None,
        attendee_password=run.attendee_password,
        moderator_password=meeting.moderator_password,
        record=run.record,
        attendance=[
            Attendance(name, began + timedelta(seconds=20 + 75.3 * count))
            for count, name in enumerate(run.people)
        ],
    )


def _uuid(name: str) -> str:
    return str(UUID(int=Random(name).getrandbits(128), version=4))

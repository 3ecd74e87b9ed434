"""Which of a meeting's sessions is the running one, and what a guest needs for it."""

from collections.abc import Sequence
from typing import Any

import pytest

from models.access import Pins
from models.session import Session, SessionState
from tests.support.builders import a_session, at
from vendors.vconnct.meeting_state import guests_password, open_session


def run(id: str, state: SessionState, password: str | None = None) -> Session:
    pins = Pins(participant=password) if password else None
    return a_session(id, state=state, started_at=at(0), pins=pins)


ENDED = run("s-2", SessionState.ENDED, "of today")
RUNNING = run("s-1", SessionState.RUNNING, "of yesterday")
UNKNOWN = run("s-3", SessionState.UNKNOWN)


@pytest.mark.parametrize(
    ("sessions", "found"),
    [
        (None, None),
        ([], None),
        ([ENDED, UNKNOWN], None),
        ([ENDED, RUNNING], RUNNING),
    ],
)
def test_only_a_session_that_runs_is_open(sessions: Any, found: Session | None) -> None:
    assert open_session(sessions) == found


@pytest.mark.parametrize(
    ("sessions", "password"),
    [
        ([], None),
        ([UNKNOWN], None),
        ([ENDED, UNKNOWN], "of today"),
        ([ENDED, RUNNING], "of yesterday"),
    ],
)
def test_a_guest_needs_the_running_sessions_password_or_else_the_newest(
    sessions: Sequence[Session], password: str | None
) -> None:
    assert guests_password(sessions) == password

"""What has happened in the demo world: sessions held, and polls asked in them."""

from datetime import datetime, timedelta

from simulators.enablex.records import Attendance, Poll
from simulators.enablex.state import MEDIA, State
from simulators.world import PATIENTS

YES_NO = ("Yes", "A little", "No")
SYMPTOMS = ("Cough", "Headache", "None")
DAYS = ("Monday", "Tuesday", "Thursday")


def take_place(state: State, now: datetime) -> None:
    """Sessions 9001 and 9002 in the oldest meeting's room, one in each other past one, one that runs, one permanent."""
    first = state.meetings["mtg-0001"]
    held = [(first, first.start, 12), (first, first.start + timedelta(minutes=15), 14)]
    held += [(m, m.start, 25) for m in (state.meetings[f"mtg-000{number}"] for number in (2, 3, 4))]
    running = state.meetings["mtg-0005"]
    private = state.rooms["perm-10001"]
    for room, start, minutes in [
        *held,
        (running, running.start, None),
        (private, now - timedelta(hours=50), 20),
    ]:
        session = state.open_session(room, start)
        session.ended = None if minutes is None else start + timedelta(minutes=minutes)
        host = state.users[room.user_id]
        name = f"{host.first_name} {host.last_name}"
        session.attendances = [
            Attendance(name=name, role="moderator", joined=start, left=session.ended),
            Attendance(name=PATIENTS[0], role="participant", joined=start, left=session.ended),
        ]
        if minutes == 25:
            session.recordings.append(f"{MEDIA}/{session.session_id}.mp4")
    private_start, second_start = now - timedelta(hours=50), held[1][1]
    for room_id, poll in (
        (
            "room-0001",
            _poll(state, 9001, first.start, "MCQ1", "Did the new tablets help?", YES_NO, (3, 1, 0)),
        ),
        (
            "room-0001",
            _poll(state, 9002, second_start, "MCQN", "Which symptoms are left?", SYMPTOMS, (2, 2, 1)),
        ),
        ("room-0001", _poll(state, 9002, second_start, "MCQ1", "Shall we meet next week?", YES_NO, None)),
        ("room-0005", _poll(state, 9006, running.start, "MCQ1", "Can you hear us well?", YES_NO, (2, 0, 0))),
        ("perm-10001", _poll(state, 9007, private_start, "MCQN", "Which days suit you?", DAYS, (1, 2, 2))),
    ):
        state.polls.setdefault(room_id, []).append(poll)


def _poll(
    state: State,
    conf_num: int,
    at: datetime,
    kind: str,
    question: str,
    texts: tuple[str, str, str],
    answers: tuple[int, int, int] | None,
) -> Poll:
    """A poll; without answers it is a draft. Who may tick several answers is still one responder."""
    keys = ("opt1", "opt2", "opt3")
    counts = answers or (0, 0, 0)
    return Poll(
        poll_id=state.next("poll"),
        conf_num=conf_num,
        asked=at,
        type=kind,
        question=question,
        options=dict(zip(keys, texts, strict=True)),
        status="D" if answers is None else "P",
        result=dict(zip(keys, counts, strict=True)),
        total_result=max(counts) + 1 if kind == "MCQN" else sum(counts),
    )

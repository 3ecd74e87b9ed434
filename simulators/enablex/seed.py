"""The demo world: six doctors, their rooms, eighteen meetings around now, and two webinars."""

from datetime import datetime, timedelta
from typing import NamedTuple

from simulators.enablex import history
from simulators.enablex.records import Contact, Lobby, Meeting, Subscription, User
from simulators.enablex.state import JOIN_URL, LOGIN_PASSWORD, MEDIA, State
from simulators.world import DOCTORS, PATIENTS, VISIT_REASONS


class Slot(NamedTuple):
    """When a meeting is, counted in hours from the full hour, how long, and whose."""

    hours: float
    minutes: int
    doctor: int
    reason: int


# Four are past, two are current, twelve upcoming. Two pairs start together, the second pair as the tenth and
# eleventh upcoming ones, so that a page of ten ends between them.
MEETINGS = (
    Slot(-120, 30, 1, 0),
    Slot(-74, 45, 2, 4),
    Slot(-49, 30, 3, 2),
    Slot(-26, 60, 4, 3),
    Slot(-0.5, 180, 1, 1),
    Slot(0, 120, 5, 7),
    Slot(20, 30, 1, 4),
    Slot(22, 30, 2, 3),
    Slot(26, 45, 3, 2),
    Slot(26, 30, 4, 5),
    Slot(50, 30, 5, 4),
    Slot(74, 60, 6, 6),
    Slot(98, 30, 1, 7),
    Slot(146, 30, 2, 1),
    Slot(170, 45, 3, 5),
    Slot(218, 30, 4, 0),
    Slot(218, 30, 6, 3),
    Slot(330, 30, 1, 1),
)
WEBINARS = (
    ("Living with asthma: an evening talk", Slot(100, 90, 2, 7)),
    ("Skin and sun: questions and answers", Slot(196, 60, 3, 2)),
)


def world(now: datetime, scale: int) -> State:
    """A fresh state around `now`; `scale` multiplies the meetings."""
    if scale < 1:
        raise ValueError("scale must be 1 or more")
    state = State()
    for app_type in ("vc", "wb"):
        plan = Subscription(
            subscription_id=f"sub-{app_type}", app_type=app_type, expires=now + timedelta(days=365)
        )
        state.subscriptions[plan.subscription_id] = plan
    for doctor in DOCTORS:
        state.add_user(
            User(
                user_id=str(state.next("user")),
                first_name=doctor.first_name,
                last_name=doctor.last_name,
                email=doctor.email,
                designation=f"{doctor.title} {doctor.suffix}",
                department=doctor.specialty,
                password=LOGIN_PASSWORD,
            )
        )
    state.add_permanent(state.users["10001"], "wb")
    for patient in PATIENTS:
        _add_contact(state, patient)
    hour = now.replace(minute=0, second=0, microsecond=0)
    for copy in range(scale):
        for index, slot in enumerate(MEETINGS):
            patient = PATIENTS[(index + copy) % len(PATIENTS)]
            _add_meeting(state, hour, slot, "vc", f"{VISIT_REASONS[slot.reason]}: {patient}", copy)
    for title, slot in WEBINARS:
        _add_meeting(state, hour, slot, "wb", title, 0)
    # Numbers in name only: a PIN may begin with noughts.
    state.meetings["mtg-0001"].mpin = "004217"
    _invite(state)
    _furnish_lobbies(state)
    history.take_place(state, now)
    return state


def _add_contact(state: State, name: str) -> None:
    number = state.next("contact")
    contact_id = f"c-{number}"
    state.contacts[contact_id] = Contact(
        contact_id=contact_id, name=name, email=f"patient{number}@mail.example", group_ids=["g-301"]
    )


def _add_meeting(state: State, hour: datetime, slot: Slot, app_type: str, title: str, copy: int) -> None:
    series = "mtg" if app_type == "vc" else "web"
    number = f"{state.next(series):04d}"
    room_id = f"room-{number}" if series == "mtg" else f"room-web-{number}"
    # Copies move away from now, a minute each, so that each keeps the stage of its original.
    away = 0 if -1 < slot.hours <= 0 else copy if slot.hours > 0 else -copy
    state.add_meeting(
        Meeting(
            meeting_id=f"{series}-{number}",
            room_id=room_id,
            user_id=str(10000 + slot.doctor),
            app_type=app_type,
            room_name=title[:50],
            desc=f"With {DOCTORS[slot.doctor - 1].name}",
            mpin=state.pin(),
            ppin=state.pin(),
            direct_url=f"{JOIN_URL}/{room_id}",
            moderators=1,
            participants=4 if app_type == "vc" else 40,
            duration=slot.minutes,
            wait_for_moderator=slot.doctor % 2 == 0,
            knock=slot.doctor % 3 == 0,
            auto_recording=slot.doctor == 5,
            start=hour + timedelta(hours=slot.hours, minutes=away),
            timezone_id="214",
            invitees={"contact_ids": [], "group_ids": [], "emails": []},
        )
    )


def _invite(state: State) -> None:
    for number, (contacts, groups, emails) in {
        1: (["c-201"], [], []),
        5: (["c-205"], ["g-301"], ["relative@mail.example"]),
        7: (["c-207", "c-208"], [], []),
        8: ([], ["g-301"], []),
        9: ([], [], ["george.bell@mail.example", "nadia.farouk@mail.example"]),
        12: (["c-212"], ["g-301", "g-302"], ["interpreter@mail.example"]),
    }.items():
        invitees = {"contact_ids": contacts, "group_ids": groups, "emails": emails}
        state.meetings[f"mtg-{number:04d}"].invitees = invitees


def _furnish_lobbies(state: State) -> None:
    silent = {"messages": False, "images": False, "audio": False, "video": False}
    sound = [{"url": f"{MEDIA}/harbour-waves.mp3", "embed": ""}]
    film = f"{MEDIA}/how-to-prepare.mp4"
    words = [{"text": "Welcome to Harbour Clinic"}, {"text": "The doctor will be with you shortly"}]
    pictures = [
        {"url": f"{MEDIA}/entrance.jpg", "caption": "Our entrance by the quay"},
        {"url": f"{MEDIA}/garden.jpg", "caption": ""},
    ]
    for number, lobby in {
        5: Lobby(options={**silent, "messages": True, "audio": True}, message=words, audio=sound),
        7: Lobby(options={**silent, "messages": True}, message=words),
        8: Lobby(options={**silent, "images": True, "audio": True}, image=pictures, audio=sound),
        9: Lobby(
            options={**silent, "video": True},
            video=[{"url": film, "embed": f'<video src="{film}" controls></video>'}],
        ),
        10: Lobby(options={**silent, "audio": True}, audio=sound),
    }.items():
        state.meetings[f"mtg-{number:04d}"].lobby = lobby

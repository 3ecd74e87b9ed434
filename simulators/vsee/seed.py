"""The demo world: two clinics of one group with their doctors, patients, waiting rooms and visits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulators.clock import Clock
from simulators.vsee import visits
from simulators.vsee.plan import ROOMS, VISITS, Appointment, Plan
from simulators.vsee.state import (
    ADMIN,
    MEMBER,
    PROVIDER,
    Account,
    Consultation,
    Queue,
    Room,
    Specialty,
    User,
    World,
)
from simulators.world import DOCTORS, PATIENTS, SITES, VISIT_REASONS, Doctor

FIRST_DOCTOR, FIRST_PATIENT, FIRST_ADMIN = 85741, 85801, 85701

ADMIN_TOKENS = {"harbour": "vsee-demo-admin-token", "hillside": "vsee-hillside-admin-token"}
KEYS = {
    "harbour": ("vsee-demo-key", "vsee-demo-secret"),
    "hillside": ("vsee-hillside-key", "vsee-hillside-secret"),
}
PROVIDER_TOKEN = "vsee-demo-provider-token-{}"
MEMBER_TOKEN = "vsee-demo-member-token-{}"
PASSWORD = "vsee-demo-password"
EMAIL_TOKEN = "vsee-demo-email-token"

# The doctors of the second clinic; the first one has all.
HILLSIDE_DOCTORS = (5, 6)

SPECIALTIES = {
    "general_care": Specialty(code="general_care", name="General Care", duration=15),
    "primary_care": Specialty(code="primary_care", name="Primary Care", duration=15),
    "psychiatry": Specialty(code="psychiatry", name="Psychiatry", duration=30),
    "dermatology": Specialty(code="dermatology", name="Dermatology", duration=15),
}


def world(clock: Clock, scale: int = 1) -> World:
    """Builds the demo world; rooms and visits exist `scale` times, the copies under codes like `noor1x2`."""
    if scale < 1:
        raise ValueError("scale is a number of at least 1")
    made = World(clock)
    # Whole seconds with the fraction of the vendor's own example, so that {sec, usec} shows one.
    now = clock.now().replace(microsecond=177000)
    _people(made)
    for copy in range(1, scale + 1):
        for account in made.accounts.values():
            for plan in ROOMS[account.code]:
                made.add_room(_room(made, account, plan, copy, now))
    for copy in range(1, scale + 1):
        for number, appointment in enumerate(VISITS):
            _visit(made, appointment, number, copy, now)
        for room, length in _queues(made, copy):
            room.queue.length = length
    for doctor in DOCTORS:
        made.users[_doctor_id(doctor.number)].default_room = ROOMS["harbour"][doctor.number - 1].code
    return made


def _people(world: World) -> None:
    for site in SITES:
        key, secret = KEYS[site.slug]
        world.accounts[site.slug] = account = Account(
            id=world.uuid(),
            code=site.slug,
            name=site.name,
            domain=f"{site.slug}.vsee.example",
            api_key=key,
            api_secret=secret,
        )
        admin = _user(world, FIRST_ADMIN + site.number - 1, ADMIN, site.name, "Admin")
        world.add_user(admin, account)
        world.add_token(admin, ADMIN_TOKENS[site.slug])
    harbour, hillside = world.accounts["harbour"], world.accounts["hillside"]
    for doctor in DOCTORS:
        accounts = (harbour, hillside) if doctor.number in HILLSIDE_DOCTORS else (harbour,)
        world.add_user(_provider(world, doctor), *accounts)
        world.add_token(world.users[_doctor_id(doctor.number)], PROVIDER_TOKEN.format(doctor.number))
    for number, name in enumerate(PATIENTS, start=1):
        patient = _user(world, FIRST_PATIENT + number - 1, MEMBER, *name.split(" ", 1))
        patient.dob, patient.gender = f"{1948 + number * 4}-0{number % 9 + 1}-12", 1 + number % 2
        patient.phone = f"+4555501{number:02}"
        world.add_user(patient, harbour)
        world.add_token(patient, MEMBER_TOKEN.format(number))
    # The last patient never chose a password: he can only come in with the token that was mailed to him.
    patient.active, patient.password, patient.email_token = False, None, EMAIL_TOKEN


def _user(world: World, number: int, type_: int, first_name: str, last_name: str) -> User:
    return User(
        id=str(number),
        type=type_,
        code=world.hex(),
        first_name=first_name,
        last_name=last_name,
        username=f"user{number}",
        vseeid=f"harbour+user{number}",
        email=f"user{number}@mail.example",
        password=PASSWORD,
        tos=True,
    )


def _provider(world: World, doctor: Doctor) -> User:
    user = _user(world, FIRST_DOCTOR + doctor.number - 1, PROVIDER, doctor.first_name, doctor.last_name)
    user.username, user.email = doctor.email.partition("@")[0], doctor.email
    user.title, user.suffix, user.subtype = doctor.title, doctor.suffix, "482"
    user.phone, user.online = f"+4555500{doctor.number:02}", doctor.number in (1, 2)
    # Some fields stay empty on some doctors: the vendor prints missing texts in three ways.
    if doctor.number % 2:
        user.short_bio = f"{doctor.name} has been with the clinic for {doctor.number + 3} years."
        user.photo = f"https://harbour.vsee.example/photos/{user.id}.png"
        user.educational_training = "University of Copenhagen"
        user.professional_interests = doctor.specialty.replace("_", " ")
        user.personal_interests = "Sailing"
    else:
        user.code = ""
    return user


def _room(world: World, account: Account, plan: Plan, copy: int, now: datetime) -> Room:
    created = now - timedelta(days=plan.days_old, minutes=copy - 1)
    length, capacity, average = plan.queue
    return Room(
        id=world.next_id("room"),
        code=_code(plan.code, copy),
        slug=_code(plan.code, copy),
        name=plan.name if copy == 1 else f"{plan.name} {copy}",
        domain=account.domain,
        account=account,
        created=created,
        modified=created + timedelta(days=min(plan.days_old, 2)),
        subtitle=plan.subtitle,
        description=plan.description,
        active=plan.active,
        public=plan.public,
        walkin=plan.walkin,
        appointment=plan.appointment,
        provider_ids=[_doctor_id(number) for number in plan.doctors],
        consultations=[
            Consultation(
                id=world.uuid(),
                description=description,
                duration=minutes,
                amount=amount,
                group=description.startswith("Group"),
                charge=amount > 0,
                slots=8 if description.startswith("Group") else 1,
            )
            for description, minutes, amount in plan.consultations
        ],
        specialties=[SPECIALTIES[name] for name in plan.specialties],
        currency="DKK",
        closed=plan.close_msg is not None,
        close_msg=plan.close_msg or "Service currently not available. Please check back later",
        time_zone=next(site.time_zone for site in SITES if site.slug == account.code),
        queue=Queue(length=length, capacity=capacity, average_visit_time=average),
    )


def _visit(world: World, plan: Appointment, number: int, copy: int, now: datetime) -> None:
    room = world.rooms[_code(plan.room, copy)]
    # Copies are spread over the hour before, so that lists by time mix them.
    start = now + timedelta(minutes=plan.minutes - (copy - 1) % 60)
    asked = min(start, now) - timedelta(hours=0 if plan.type == visits.WALKIN else 30)
    member = world.users[str(FIRST_PATIENT + number)]
    provider = world.users[_doctor_id(plan.doctor)] if plan.doctor else None
    intake = visits.Intake(
        id=world.uuid(),
        account=room.account,
        owner=member,
        created=asked - timedelta(minutes=2),
        modified=asked,
        provider_id=provider.id if provider else None,
        reason_for_visit=VISIT_REASONS[number % len(VISIT_REASONS)],
        type=plan.type,
        room_code=room.code,
        phone=member.phone,
    )
    world.intakes[intake.id] = intake
    visit = visits.add(
        world,
        room.account,
        type=plan.type,
        room=room,
        member=member,
        provider=provider,
        intake=intake,
        start=start,
    )
    visit.created = visit.modified = asked
    if plan.course in ("started", "ended"):
        visits.take(visit, provider, start + timedelta(minutes=4))
    if plan.course == "ended":
        over = start + timedelta(minutes=21)
        if plan.recorded:
            visits.record(world, visit, over)
        visits.end(visit, "patient_end_call", over)
    if plan.course == "cancelled":
        visits.cancel(visit, "patient_cancel_appointment", asked + timedelta(hours=1))


def _queues(world: World, copy: int) -> Iterator[tuple[Room, int]]:
    """The planned length of every queue, including its waiting visits."""
    for plans in ROOMS.values():
        for plan in plans:
            yield world.rooms[_code(plan.code, copy)], plan.queue[0]


def _code(code: str, copy: int) -> str:
    return code if copy == 1 else f"{code}x{copy}"


def _doctor_id(number: int) -> str:
    return str(FIRST_DOCTOR + number - 1)

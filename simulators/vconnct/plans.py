"""What the seeded licenses hold, relative to the moment of seeding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.state import Record
from simulators.world import DOCTORS, PATIENTS, Doctor

NOOR, MOLLER, RAMAN, ADLER, FOURNIER, OKAFOR = DOCTORS
INGRID, KARIM, MAYA, OSCAR, FATIMA, PETER, SOFIA, EMIL, HUDA, GEORGE, NADIA, VIGGO = PATIENTS

CONSULTATION: Mapping[str, bool] = dict.fromkeys(SETTINGS, False)
GROUP: Mapping[str, bool] = {
    **CONSULTATION,
    "record": True,
    "auto_start_recording": True,
    "lock_settings_disable_private_chat": True,
}
TRAINING: Mapping[str, bool] = {
    **CONSULTATION,
    "record": True,
    "allow_start_stop_recording": True,
    "webcam_only_for_moderators": True,
    "lock_settings_disable_mic": True,
}


@dataclass(frozen=True, slots=True)
class Run:
    """A session to be: when it began, how long it took (None: it runs), and who came, in order."""

    began: timedelta
    lasted: timedelta | None
    people: tuple[str, ...]
    record: Record = Record.NONE
    attendee_password: str | None = "att-harbour"


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting to be."""

    title: str
    doctor: Doctor
    settings: Mapping[str, bool]
    welcome_text: str | None = None
    runs: tuple[Run, ...] = ()


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# Two run, four have ended, four were never started.
PLANS = (
    Plan(
        f"Consultation: {INGRID}",
        NOOR,
        CONSULTATION,
        "Welcome to the Harbour Clinic.",
        (Run(_minutes(12), None, (NOOR.name, INGRID)),),
    ),
    Plan(
        "Group session: sleeping better",
        MOLLER,
        GROUP,
        "Please switch off your microphone when you enter.",
        (Run(_minutes(35), None, (MOLLER.name, OSCAR, FATIMA, EMIL), Record.PROCESSING),),
    ),
    Plan(
        f"Consultation: {KARIM}",
        RAMAN,
        CONSULTATION,
        "Welcome to the Harbour Clinic.",
        # This meeting was open to everybody with the link.
        (Run(timedelta(days=1, hours=2), _minutes(24), (RAMAN.name, KARIM), attendee_password=None),),
    ),
    Plan(
        "Group session: living with anxiety",
        FOURNIER,
        GROUP,
        "What is said here stays here.",
        (
            Run(timedelta(days=22), _minutes(58), (FOURNIER.name, MAYA, PETER), Record.PUBLISHED),
            # Peter lost his connection and came back.
            Run(
                timedelta(days=15),
                _minutes(61),
                (FOURNIER.name, MAYA, PETER, SOFIA, PETER, HUDA),
                Record.PUBLISHED,
            ),
            Run(timedelta(days=8), _minutes(55), (FOURNIER.name, MAYA, PETER, SOFIA), Record.PUBLISHED),
            Run(timedelta(days=1), _minutes(60), (FOURNIER.name, MAYA, SOFIA, HUDA), Record.PUBLISHED),
        ),
    ),
    Plan(
        "Training: hand hygiene",
        ADLER,
        TRAINING,
        None,
        (
            Run(timedelta(days=30), _minutes(42), (ADLER.name, NOOR.name, RAMAN.name), Record.PUBLISHED),
            # Its recording is still being processed.
            Run(timedelta(hours=3), _minutes(45), (ADLER.name, MOLLER.name, OKAFOR.name), Record.STUCK),
        ),
    ),
    Plan(
        "Training: safe prescribing",
        OKAFOR,
        TRAINING,
        "Slides are in the shared notes.",
        (
            Run(timedelta(days=40), _minutes(90), (OKAFOR.name, ADLER.name), Record.PUBLISHED),
            Run(timedelta(days=26), _minutes(85), (OKAFOR.name, RAMAN.name, NOOR.name), Record.PUBLISHED),
            Run(
                timedelta(days=12),
                _minutes(88),
                (OKAFOR.name, *(doctor.name for doctor in DOCTORS[:5])),
                Record.PUBLISHED,
            ),
        ),
    ),
    Plan(f"Consultation: {GEORGE}", NOOR, CONSULTATION, "Welcome to the Harbour Clinic."),
    Plan(f"Follow-up: {NADIA}", RAMAN, CONSULTATION, "Welcome to the Hillside Clinic."),
    Plan("Group session: a life without smoke", OKAFOR, GROUP, "Everybody speaks, nobody must."),
    Plan("Training: tablets at the bedside", ADLER, TRAINING),
)

# What the licenses that are not the demo's hold.
RUNNING = Plan(
    f"Consultation: {VIGGO}",
    OKAFOR,
    CONSULTATION,
    None,
    (Run(_minutes(20), None, (OKAFOR.name, VIGGO, NADIA)),),
)
ENDED = Plan(
    f"Consultation: {VIGGO}",
    OKAFOR,
    GROUP,
    None,
    (Run(timedelta(days=2), _minutes(30), (OKAFOR.name, VIGGO), Record.PUBLISHED),),
)

"""The plan of the demo world: which waiting rooms there are, and which visits take place in them."""

from dataclasses import dataclass

from simulators.vsee.visits import SCHEDULED, WALKIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A waiting room to be built; `doctors` and `queue` as in the world and in `Queue`."""

    code: str
    name: str
    days_old: int
    doctors: tuple[int, ...] = ()
    specialties: tuple[str, ...] = ()
    consultations: tuple[tuple[str, int, int], ...] = (("15-min Consultation", 15, 0),)
    queue: tuple[int, int, int] = (0, 100, 900)
    subtitle: str | None = "If this is an emergency, please call 112."
    description: str = ""
    active: bool = True
    public: bool = True
    walkin: bool = True
    appointment: bool = False
    close_msg: str | None = None


LONG_AND_SHORT = (("15-min Consultation", 15, 0), ("45-min Therapy", 45, 650))

ROOMS = {
    "harbour": (
        Plan(code="noor1", name="Dr. Noor's waiting room", days_old=400, doctors=(1,),
             specialties=("general_care",), queue=(3, 20, 900), appointment=True),
        Plan(code="moller1", name="Dr. Møller's waiting room", days_old=365, doctors=(2,),
             specialties=("psychiatry",), consultations=LONG_AND_SHORT, queue=(1, 10, 2700), appointment=True),
        Plan(code="raman1", name="Dr. Raman's waiting room", days_old=300, doctors=(3,),
             specialties=("dermatology",), appointment=True,
             close_msg="Closed for staff training. Open again on Monday at 08:00."),
        Plan(code="adler1", name="Dr. Adler's waiting room", days_old=240, doctors=(4,),
             specialties=("primary_care",), queue=(5, 5, 600)),
        Plan(code="fournier1", name="Dr. Fournier's waiting room", days_old=180, doctors=(5,),
             specialties=("psychiatry",), consultations=(("Group session", 60, 250),), walkin=False,
             appointment=True),
        Plan(code="okafor1", name="Dr. Okafor's waiting room", days_old=120, doctors=(6,),
             specialties=("general_care",), queue=(2, 50, 1200)),
        Plan(code="walkin", name="Harbour walk-in clinic", days_old=90, doctors=(1, 4, 6),
             specialties=("general_care", "primary_care"), queue=(8, 100, 3600),
             description="First come, first served."),
        Plan(code="reception", name="Harbour reception", days_old=60, consultations=(), subtitle=None),
        Plan(code="archive", name="Former travel clinic", days_old=30, doctors=(2,), active=False),
        Plan(code="staff1", name="Staff health", days_old=10, doctors=(1, 3), public=False),
    ),
    "hillside": (
        Plan(code="hill1", name="Hillside waiting room", days_old=200, doctors=(5, 6),
             specialties=("general_care", "psychiatry"), queue=(1, 30, 900)),
        Plan(code="hilltalk", name="Hillside talking therapy", days_old=100, doctors=(5,),
             specialties=("psychiatry",), consultations=LONG_AND_SHORT),
        Plan(code="hillnew", name="Hillside new patients", days_old=5),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A visit to create: `minutes` from now; `course` is its outcome."""

    room: str
    minutes: int
    doctor: int | None
    course: str = "new"
    type: int = SCHEDULED
    recorded: bool = False


VISITS = (
    Appointment(room="noor1", minutes=-70 * 60, doctor=1, course="ended", type=WALKIN, recorded=True),
    Appointment(room="moller1", minutes=-66 * 60, doctor=2, course="ended", recorded=True),
    Appointment(room="raman1", minutes=-46 * 60, doctor=3, course="cancelled"),
    Appointment(room="okafor1", minutes=-22 * 60, doctor=6, course="ended", type=WALKIN),
    Appointment(room="adler1", minutes=-20, doctor=4, type=WALKIN),
    Appointment(room="noor1", minutes=-15, doctor=1, course="started", type=WALKIN),
    Appointment(room="noor1", minutes=-10, doctor=1, type=WALKIN),
    Appointment(room="noor1", minutes=-5, doctor=None, type=WALKIN),
    Appointment(room="moller1", minutes=26 * 60, doctor=2),
    Appointment(room="fournier1", minutes=74 * 60, doctor=5),
    Appointment(room="raman1", minutes=122 * 60, doctor=3, course="cancelled"),
    Appointment(room="noor1", minutes=166 * 60, doctor=1),
)

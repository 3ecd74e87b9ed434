"""The cast of the demo world: one group of clinics whose people and rooms appear at all four vendors.

All invented. Names and numbers are the same everywhere, so that a query across the vendors shows one
clinic: Dr. Noor's permanent room at EnableX, her waiting room at VSee, her tablet visits at Telecomx.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """A member of staff; `number` is 1-based and stable, vendors derive their own ids from it."""

    number: int
    first_name: str
    last_name: str
    title: str
    suffix: str
    specialty: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A clinic building with numbered technical rooms."""

    number: int
    name: str
    slug: str
    time_zone: str


def _doctor(number: int, first: str, last: str, specialty: str, suffix: str = "M.D.") -> Doctor:
    email = f"{first}.{last}@harbour-clinic.example".lower().replace("ø", "o").replace("é", "e")
    return Doctor(
        number=number,
        first_name=first,
        last_name=last,
        title="Dr.",
        suffix=suffix,
        specialty=specialty,
        email=email,
    )


DOCTORS = (
    _doctor(1, "Amina", "Noor", "general_care"),
    _doctor(2, "Jonas", "Møller", "psychiatry"),
    _doctor(3, "Priya", "Raman", "dermatology"),
    _doctor(4, "Thomas", "Adler", "primary_care"),
    _doctor(5, "Léa", "Fournier", "psychiatry", "Ph.D."),
    _doctor(6, "Samuel", "Okafor", "general_care"),
)

SITES = (
    Site(number=1, name="Harbour Clinic", slug="harbour", time_zone="Europe/Copenhagen"),
    Site(number=2, name="Hillside Clinic", slug="hillside", time_zone="Europe/Copenhagen"),
)

PATIENTS = (
    "Ingrid Holm",
    "Karim Haddad",
    "Maya Lindqvist",
    "Oscar Dahl",
    "Fatima Saleh",
    "Peter Krogh",
    "Sofia Bianchi",
    "Emil Årup",
    "Huda Mansour",
    "George Bell",
    "Nadia Farouk",
    "Viggo Lund",
)

VISIT_REASONS = (
    "Årlig sundheds check",
    "Blood pressure follow-up",
    "Skin rash review",
    "Medication review",
    "First consultation",
    "Physiotherapy check-in",
    "Post-operative control",
    "Asthma follow-up",
)

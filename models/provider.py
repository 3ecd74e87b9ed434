"""A provider: a person who sees patients in a clinic room."""

from dataclasses import dataclass, field

from models.ids import Identified
from models.partial import Maybe


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(Identified):
    """A provider as attached to one room (VSee); the key's parts are room code and provider id."""

    username: str | None = field(default=None, repr=False)
    code: str | None = None
    subtype: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    vsee_id: str | None = field(default=None, repr=False)
    title: str | None = None
    suffix: str | None = None
    photo: Maybe[str] = None
    is_online: bool | None = None
    short_bio: str | None = None
    email: Maybe[str] = field(default=None, repr=False)
    phone: Maybe[str] = field(default=None, repr=False)
    active: Maybe[bool] = None
    accepted_terms: Maybe[bool] = None
    educational_training: Maybe[str] = None
    professional_interests: Maybe[str] = None
    personal_interests: Maybe[str] = None

    @property
    def full_name(self) -> str | None:
        """How the person is called, such as `Dr. Ada Berg M.D.`."""
        words = (self.title, self.first_name, self.last_name, self.suffix)
        return " ".join(word for word in words if word) or None

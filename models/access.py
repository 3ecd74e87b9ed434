"""PINs and join links: how people join a meeting. All of it is secret."""

from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """The PINs of a meeting, as text, because they may begin with zeros."""

    moderator: str | None = field(default=None, repr=False)
    participant: str | None = field(default=None, repr=False)


class JoinRole(Enum):
    HOST = "HOST"
    GUEST = "GUEST"
    CLINIC = "CLINIC"


class JoinPlatform(Enum):
    ANY = "ANY"
    DESKTOP = "DESKTOP"
    MOBILE = "MOBILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLink:
    """A join link, which may contain the PIN.

    Attributes:
        vendor_name: the vendor's own name of the link; one address under two names is one link.
    """

    role: JoinRole
    platform: JoinPlatform
    url: str = field(repr=False)
    vendor_name: str | None = field(default=None, compare=False)

    def suits(self, role: JoinRole | None, platform: JoinPlatform | None) -> bool:
        """Whether the link works for this role and platform; None matches any, and a link for ANY all."""
        return (role is None or self.role is role) and (
            platform is None or self.platform in (platform, JoinPlatform.ANY)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many people of each role a meeting or room takes."""

    moderators: int | None = None
    participants: int | None = None

"""The principal of a request: the caller, how it authenticated, and what it may see and do."""

from dataclasses import dataclass, field
from datetime import datetime

from models.caller import Caller
from models.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """An authenticated caller. No operation runs without one.

    Attributes:
        caller: who it is, and of which tenant.
        scopes: what it may see and do; nothing else is checked.
        roles: the roles that some of the scopes come from; shown to the caller.
        credential: names the token or API key, but cannot be used as one; a revoked key's streams are found by it.
        expires_at: when the credential ends; None if it does not.
    """

    caller: Caller
    scopes: frozenset[Scope]
    roles: tuple[str, ...] = ()
    credential: str = field(default="", repr=False)
    expires_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.caller.id

    @property
    def tenant(self) -> str:
        return self.caller.tenant

    def lacks(self, required: frozenset[Scope]) -> frozenset[Scope]:
        """Which of the required scopes it does not have."""
        return required - self.scopes

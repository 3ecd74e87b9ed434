"""The fixed tokens of the demo, which nothing but the demo accepts: each role in each of two clinics."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from graph.serving.authentication.sessions import Sessions
from models.caller import Caller
from models.denial import NoToken, Unauthenticated
from models.principal import Principal
from models.roles import ROLES, scopes_of

TENANTS = ("north-clinic", "south-clinic")


def _principal(tenant: str, role: str) -> Principal:
    return Principal(caller=Caller(tenant, f"demo-{role}"), scopes=scopes_of([role]), roles=(role,))


TOKENS: Mapping[str, Principal] = MappingProxyType(
    {f"demo-{tenant}-{role}": _principal(tenant, role) for tenant in TENANTS for role in ROLES}
)
# The one in the demo's examples.
OPERATOR = f"demo-{TENANTS[0]}-operator"


class DemoTokens:
    """The `Authenticator` of the demo.

    Args:
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.sessions = Sessions(now)

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        if token is None:
            raise NoToken
        found = TOKENS.get(token)
        if found is None:
            raise Unauthenticated
        return found

    def knows(self, principal: Principal) -> bool:
        return False

    async def check(self, principal: Principal) -> None:
        pass

    def start(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

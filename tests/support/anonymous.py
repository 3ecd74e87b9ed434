"""Takes everybody as one anonymous caller, who may see and do everything: for tests of other things."""

from datetime import UTC, datetime

from graph.serving.authentication.sessions import Sessions
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.principal import Principal
from models.roles import ROLES

ANONYMOUS = Principal(
    caller=Caller(tenant=DEFAULT_TENANT, id="anonymous"), scopes=ROLES["admin"], roles=("admin",)
)


class Anonymous:
    """An `Authenticator` that asks for nothing.

    Args:
        principal: whom it takes everybody for.
    """

    def __init__(self, principal: Principal = ANONYMOUS) -> None:
        self.sessions = Sessions(lambda: datetime.now(UTC))
        self._principal = principal

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        return self._principal

    def knows(self, principal: Principal) -> bool:
        return False

    async def check(self, principal: Principal) -> None:
        pass

    def start(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

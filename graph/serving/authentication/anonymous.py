"""Takes every request as one anonymous caller of the one tenant, who may see and do everything."""

from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.principal import Principal
from models.roles import ROLES

ANONYMOUS = Principal(
    caller=Caller(tenant=DEFAULT_TENANT, id="anonymous"), scopes=ROLES["admin"], roles=("admin",)
)


class Anonymous:
    """An `Authenticator` that asks for nothing."""

    async def authenticate(self, token: str | None) -> Principal:
        return ANONYMOUS

    async def check(self, principal: Principal) -> None:
        pass

"""Several tenants at one gateway: tokens that are their names, and how each of them asks."""

from typing import Any

from graph.serving.process import demo
from models.account import Account
from models.caller import Caller
from models.principal import Principal
from models.roles import ROLES
from models.vendor import Vendor
from store import tenants
from tests.support.anonymous import Anonymous
from tests.support.gateway import Answer, Gateway
from tests.support.world import LOOPBACK, World
from vendors.registry import VENDORS

NORTH, SOUTH = "north-clinic", "south-clinic"


class ByName(Anonymous):
    """An `Authenticator` for which the name of a tenant, or of one of its callers as `tenant/caller`, is a token."""

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        tenant, _, caller = (token or "default").partition("/")
        return Principal(
            caller=Caller(tenant=tenant, id=caller or "somebody"), scopes=ROLES["admin"], roles=("admin",)
        )


class Clinic:
    """A tenant that asks a gateway."""

    def __init__(self, gateway: Gateway, name: str, caller: str = "somebody") -> None:
        self.gateway = gateway
        self.name = name
        self.headers = {"authorization": f"Bearer {name}/{caller}"}

    async def ask(self, query: str, **variables: Any) -> Answer:
        """The whole answer, errors included."""
        body = {"query": query, "variables": variables}
        response = await self.gateway.client.post(self.gateway.url, json=body, headers=self.headers)
        answer: Answer = response.json()
        return answer

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def add(self) -> None:
        """Adds the tenant."""
        assert self.gateway.serving.run(tenants.add(self.gateway.store, self.name))

    def has(self, world: World, *vendors: Vendor, name: str = "", **changed: Any) -> None:
        """Gives it the demo's accounts in a world, at some vendors or all."""
        for port, row in enumerate(VENDORS, start=world.first_port):
            if not vendors or row.vendor in vendors:
                settings = {**row.demo.at(f"http://{LOOPBACK}:{port}"), **changed}
                account = Account(self.name, row.vendor, name)
                assert self.gateway.serving.run(tenants.set_account(self.gateway.store, account, settings))

    def has_no_longer(self, vendor: Vendor, name: str = "") -> None:
        account = Account(self.name, vendor, name)
        assert self.gateway.serving.run(tenants.remove_account(self.gateway.store, account))

    def is_removed(self) -> None:
        assert self.gateway.serving.run(tenants.remove(self.gateway.store, self.name))


def settings_without_accounts() -> demo.DemoSettings:
    """The demo's settings for a gateway that has no account of its own."""
    return demo.DemoSettings(host=LOOPBACK, port=0)

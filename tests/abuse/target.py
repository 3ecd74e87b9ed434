"""The gateway that is abused: `meetgraph serve` with its defaults, over four simulators and a MongoDB."""

from dataclasses import dataclass
from typing import Any

from tests.abuse.loop_watch import LoopWatch
from tests.support import serve
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class Target:
    """A gateway, and who may ask it.

    Attributes:
        address: of its root.
        port: where it listens.
        pid: of its process.
        mongod: the process of its MongoDB.
        world: the vendors of the tenant that its environment sets.
        others: those of another tenant, which floods.
        watch: sees how long its loop is held.
    """

    address: str
    port: int
    pid: int
    mongod: int
    world: World
    others: World
    watch: LoopWatch

    @property
    def graphql(self) -> str:
        return f"{self.address}/graphql"

    def bearer(self, role: str, **claims: Any) -> dict[str, str]:
        """The header with the token of a caller of its own, who has a role."""
        return serve.bearer(roles=[role], **claims)

"""The settings of connections, read from the environment with the gateway's."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from graph.serving.connections.limits import ConnectionLimits
from graph.serving.http.bodies import BODY_LIMITS, BodyLimits
from graph.serving.peers import Proxies


def _networks(given: tuple[str, ...]) -> tuple[str, ...]:
    Proxies(given)
    return given


class ConnectionSettings(BaseModel):
    """How long connections may stay, how many there may be, and who stands in front of them."""

    header_seconds: float = Field(
        default=10.0,
        gt=0,
        description="How long the header of a request may take, in seconds; then the response is 408.",
    )
    body_seconds: float = Field(
        default=15.0,
        gt=0,
        description="How long the body of a request may take, in seconds; then the response is 408.",
    )
    connections: int = Field(
        default=10_000,
        ge=1,
        description="How many connections there may be; further ones are answered with 503. The process opens as many "
        "files as the system allows, so fewer where it allows fewer.",
    )
    connections_per_address: int = Field(
        default=200,
        ge=1,
        description="How many connections one client may have, by its IPv4 address or the first 64 bits of its IPv6 "
        "address; further ones are answered with 429.",
    )
    proxies: Annotated[tuple[str, ...], AfterValidator(_networks)] = Field(
        default=(),
        description="The addresses or networks of the proxies in front of this gateway, such as "
        '`["10.0.0.0/8"]`. Only from these, X-Forwarded-For says who the client is.',
    )
    socket_message_bytes: int = Field(
        default=65_536, ge=1024, description="The maximum size of a WebSocket message, in bytes."
    )
    request_bytes_per_caller: int = Field(
        default=BODY_LIMITS.of_caller,
        ge=1024 * 1024,
        description="How many bytes the running requests of one caller may hold, those of its subscriptions included, "
        "with what their values take when they are decoded; further ones are answered with OVERLOADED.",
    )
    request_bytes_per_tenant: int = Field(
        default=BODY_LIMITS.of_tenant,
        ge=1024 * 1024,
        description="How many bytes the running requests of one tenant may hold, counted likewise.",
    )
    request_bytes_in_total: int = Field(
        default=BODY_LIMITS.in_total,
        ge=1024 * 1024,
        description="How many bytes all running requests may hold, counted likewise.",
    )
    stream_stall_seconds: float = Field(
        default=10.0,
        gt=0,
        description="After how many seconds a connection is closed if the client reads none of the data sent to it.",
    )

    @property
    def body_limits(self) -> BodyLimits:
        return BodyLimits(
            of_caller=self.request_bytes_per_caller,
            of_tenant=self.request_bytes_per_tenant,
            in_total=self.request_bytes_in_total,
        )

    @property
    def connection_limits(self) -> ConnectionLimits:
        return ConnectionLimits(
            header_seconds=self.header_seconds,
            body_seconds=self.body_seconds,
            message_bytes=self.socket_message_bytes,
            stall_seconds=self.stream_stall_seconds,
            of_one_address=self.connections_per_address,
            in_total=self.connections,
            proxies=Proxies(self.proxies),
        )

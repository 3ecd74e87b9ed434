"""The gateway's settings, read from the environment with the prefix MEETGRAPH_."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from graph.operations.settings import OperationSettings
from graph.serving import origins
from graph.serving.authentication.settings import AuthenticationSettings
from graph.serving.connections.settings import ConnectionSettings
from graph.serving.explorer import DIST
from graph.serving.origins import Origins
from graph.serving.streams.shared import SharedLimits
from graph.serving.streams.transport_ws import SocketLimits
from models.account import DEFAULT_TENANT
from runtime.formed_text import formed
from runtime.word_lists import listed
from store.settings import StoreSettings
from vendors.registry import VENDORS, Accounts

_LIMITS_HEAD = f"""\
## Limits

The limits of calls to one account. `<VENDOR>` is {listed([row.vendor.name for row in VENDORS], "or")}: each account \
has its own limits.
"""

# Former names of settings, and their present names.
RENAMED = {"MEETGRAPH_SOCKET_ORIGINS": "MEETGRAPH_ORIGINS"}


def _origins(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(origins.origin, given))


def _address(given: str) -> str:
    origins.of_address(given)
    return given


class Environment(EnvSettingsSource):
    """The environment's variables as text; invalid JSON is reported together with the other errors."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


class Settings(
    BaseSettings, AuthenticationSettings, StoreSettings, OperationSettings, ConnectionSettings, Accounts
):
    """The gateway's settings; those of a vendor's account are MEETGRAPH_<VENDOR>__<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix="MEETGRAPH_", env_nested_delimiter="__", hide_input_in_errors=True, frozen=True
    )

    tenant: Annotated[
        str, formed(r"[a-z0-9][a-z0-9-]{0,62}", "it must be 1 to 63 lower-case letters, digits or hyphens")
    ] = Field(
        default=DEFAULT_TENANT,
        description="The tenant whose accounts these variables set. Those of other tenants are kept in MongoDB: see "
        "`meetgraph tenants` and `meetgraph accounts`.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    path_prefix: Annotated[
        str,
        formed(
            r"(/[A-Za-z0-9._~-]+)*",
            "it must begin with a slash and not end in one, with letters, digits and . _ ~ - between slashes",
        ),
    ] = Field(
        default="",
        description="The path prefix under which a proxy serves this API, such as `/api`, if the proxy keeps the "
        "prefix. A proxy that strips it needs no setting.",
    )
    explorer: bool = Field(
        default=False, description="Whether browsers get the explorer at /graphql; for development."
    )
    explorer_dist: Path = Field(default=DIST, description="The folder with the built explorer.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description="The lowest level of this API's own log messages. Libraries log warnings and errors only, "
        "because at lower levels they log the data that they carry.",
    )
    log_format: Literal["json", "text"] = Field(
        default="json",
        description="The form of log messages: `json`, one object a line, or `text`, for people.",
    )
    takes_get: bool = Field(
        default=False,
        description="Whether queries may be sent with GET; their texts and variables are in the logs of proxies then.",
    )
    operation_seconds: float = Field(
        default=10.0,
        gt=0,
        description="The deadline of a query or mutation, in seconds. A vendor call may take no longer than the time "
        "that is left.",
    )
    stale_seconds: float = Field(
        default=0.0,
        ge=0,
        description="How old a stale answer may be that is used while its vendor is down, in seconds. 0 disables "
        "stale answers.",
    )
    stale_things: int = Field(
        default=5000,
        ge=1,
        description="The maximum number of objects that are cached for stale answers, per vendor.",
    )
    shutdown_seconds: int = Field(
        default=20,
        ge=0,
        le=300,
        description="How long operations may continue after SIGTERM, in seconds.",
    )
    origins: Annotated[tuple[str, ...], AfterValidator(_origins)] = Field(
        default=(),
        description="Origins of other sites whose web pages may use this API over HTTP, event streams and "
        'WebSockets, such as `["https://clinic.example", "http://localhost:5173"]`.',
    )
    origins_with_credentials: bool = Field(
        default=False,
        description="Whether browsers may send cookies and HTTP authentication with requests of those pages.",
    )
    public_url: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None,
        description="The URL at which browsers reach this gateway, such as `https://clinic.example/video`. Its own "
        "pages may open WebSockets from there, also through a proxy that changes the Host header.",
    )
    socket_init_seconds: float = Field(
        default=5.0,
        gt=0,
        description="How long a client may take to send `connection_init` on a WebSocket, in seconds.",
    )
    sockets_per_caller: int = Field(
        default=10,
        ge=1,
        description="How many WebSockets one caller may have at each gateway.",
    )
    socket_queries: bool = Field(
        default=False,
        description="Whether WebSockets execute queries, and not only subscriptions.",
    )
    socket_operations: int = Field(
        default=25,
        ge=1,
        description="How many operations one WebSocket may run at the same time.",
    )
    stream_operations: int = Field(
        default=100,
        ge=1,
        description="How many operations one shared event stream may run at the same time.",
    )
    stream_ping_seconds: float = Field(
        default=12.0, gt=0, description="The interval between pings on an event stream, in seconds."
    )
    stream_open_seconds: float = Field(
        default=10.0,
        gt=0,
        description="How long a reserved event stream waits for its client to open it, in seconds.",
    )
    stream_reservations: int = Field(
        default=10_000,
        ge=1,
        description="How many reserved event streams may wait for their client at the same time.",
    )
    poll_seconds: float = Field(
        default=2.0,
        gt=0,
        description="The interval at which a vendor is polled for a subscription while the object changes, in "
        "seconds.",
    )
    poll_seconds_at_rest: float = Field(
        default=10.0,
        gt=0,
        description="The interval at which a vendor is polled for a subscription after nothing has changed for long, "
        "in seconds.",
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, Environment(settings_cls))

    @property
    def opens_schema(self) -> bool:
        """Whether everybody may ask for the schema; only for development."""
        return False

    @property
    def explorer_tokens(self) -> Sequence[Mapping[str, str]]:
        """The tokens that the explorer offers; only for the demo."""
        return ()

    @property
    def page_origins(self) -> Origins:
        return Origins(self.origins, public_url=self.public_url, credentials=self.origins_with_credentials)

    @property
    def socket_limits(self) -> SocketLimits:
        return SocketLimits(
            init_seconds=self.socket_init_seconds,
            message_bytes=self.socket_message_bytes,
            operations=self.socket_operations,
            queries=self.socket_queries,
            of_one_caller=self.sockets_per_caller,
        )

    @property
    def shared_stream_limits(self) -> SharedLimits:
        return SharedLimits(
            open_seconds=self.stream_open_seconds,
            reservations=self.stream_reservations,
            operations=self.stream_operations,
        )


def variables(model: type[BaseModel] = Settings, prefix: str = "MEETGRAPH_") -> Iterator[str]:
    """The names of all variables that are read, those that take a whole group as JSON included."""
    for name, field in model.model_fields.items():
        yield f"{prefix}{name.upper()}"
        inner = _model_in(field.annotation)
        if inner is not None:
            yield from variables(inner, f"{prefix}{name.upper()}__")


def table() -> str:
    """All settings as Markdown tables: variable, default, meaning; the settings of every account are listed once."""
    rows: list[str] = []
    limits: dict[str, FieldInfo] = {}
    for name, field in Settings.model_fields.items():
        account = _model_in(field.annotation)
        if account is None:
            rows.append(_row(f"MEETGRAPH_{name.upper()}", field))
            continue
        for part, inner in account.model_fields.items():
            nested = _model_in(inner.annotation)
            if nested is None:
                rows.append(_row(f"MEETGRAPH_{name.upper()}__{part.upper()}", inner))
            else:
                limits |= {
                    f"{part.upper()}__{each.upper()}": nested.model_fields[each]
                    for each in nested.model_fields
                }
    of_accounts = [_row(f"MEETGRAPH_<VENDOR>__{name}", field) for name, field in limits.items()]
    head = ["| variable | default | meaning |", "|---|---|---|"]
    return "\n".join([*head, *rows, "", _LIMITS_HEAD, *head, *of_accounts]) + "\n"


def _model_in(annotation: object) -> type[BaseModel] | None:
    if get_origin(annotation) is tuple:
        return None  # Its entries have no variables of their own.
    parts = (annotation, *get_args(annotation))
    return next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), None)


def _row(variable: str, field: FieldInfo) -> str:
    if field.is_required():
        default = "needed"
    elif isinstance(field.default, Path):
        default = f"`{field.default.relative_to(DIST.parent.parent)}`"
    else:
        default = "" if field.default in (None, PydanticUndefined) else f"`{field.default}`"
    return f"| `{variable}` | {default} | {field.description} |"

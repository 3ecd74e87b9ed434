"""The settings of the store, part of the gateway's settings."""

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator
from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

from runtime.formed_text import formed

SHORTEST_KEY = 32


class StoreSettings(BaseModel):
    """The address and the encryption keys of the store; read from MEETGRAPH_<FIELD>."""

    # Otherwise errors would quote the value, which may be a key or an address with a password.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    mongodb_uri: SecretStr | None = Field(
        default=None,
        description="The URI of the MongoDB to use. Without it, the gateway starts a private mongod.",
    )
    mongodb_database: Annotated[
        str, formed(r"[A-Za-z0-9_-]{1,63}", "it must be 1 to 63 letters, digits, hyphens or underscores")
    ] = Field(
        default="meetgraph",
        description="The name of the database.",
    )
    mongodb_folder: Path | None = Field(
        default=None,
        description="The data folder of the private mongod. The default is `mongodb` in the user's data folder.",
    )
    mongod: Path | None = Field(
        default=None,
        description="The program to start as private mongod. Without it, the gateway searches for one.",
    )
    store_keys: tuple[SecretStr, ...] = Field(
        default=(),
        validate_default=True,
        description=(
            f"The keys that encrypt secrets in the store, each at least {SHORTEST_KEY} random characters, the newest "
            "first. All gateways on one database need the same keys. Required with `MEETGRAPH_MONGODB_URI`; with a "
            "private mongod the gateway generates one in its folder."
        ),
    )
    audit_keys: tuple[SecretStr, ...] = Field(
        default=(),
        description=(
            f"Keys of the audit log's own, each at least {SHORTEST_KEY} random characters, the newest first. The "
            "default is that the keys of `MEETGRAPH_STORE_KEYS` prove its entries."
        ),
    )
    audit_days: int = Field(
        default=400, ge=1, le=36_500, description="How long entries of the audit log are kept, in days."
    )
    store_seconds: float = Field(
        default=2.0, ge=0.1, le=60, description="How long a call to MongoDB may take in all, in seconds."
    )

    @field_validator("mongodb_uri", "mongodb_folder", "mongod", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        # An empty environment variable counts as not set.
        return None if value == "" else value

    @field_validator("mongodb_uri")
    @classmethod
    def _is_an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or value.get_secret_value().startswith("mongodb+srv://"):
            return value  # The hosts behind such a name are known only to the DNS.
        try:
            parse_uri(value.get_secret_value())
        except (PyMongoError, ValueError):
            raise ValueError("it is no address of a MongoDB, such as mongodb://host:27017") from None
        return value

    @field_validator("store_keys", "audit_keys")
    @classmethod
    def _are_long_enough(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(key.get_secret_value()) < SHORTEST_KEY for key in keys):
            raise ValueError(f"a key has at least {SHORTEST_KEY} characters")
        return keys

    @field_validator("store_keys")
    @classmethod
    def _are_given(cls, keys: tuple[SecretStr, ...], others: ValidationInfo) -> tuple[SecretStr, ...]:
        # An invalid address is missing from the other values, and has its own message.
        if not keys and others.data.get("mongodb_uri") is not None:
            raise ValueError("it must be set together with MEETGRAPH_MONGODB_URI")
        return keys

    def data_folder(self) -> Path | None:
        """Where the private mongod keeps its data; None for a fresh folder that is removed at the end."""
        return self.mongodb_folder or platformdirs.user_data_path("meetgraph") / "mongodb"

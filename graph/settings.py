"""What an operator can set; read from the environment with the prefix MEETGRAPH_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.explorer import DIST
from vendors.registry import Accounts


class Settings(BaseSettings, Accounts):
    """The gateway's settings; those of a vendor's account are MEETGRAPH_<VENDOR>__<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix="MEETGRAPH_", env_nested_delimiter="__", hide_input_in_errors=True, frozen=True
    )

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    explorer: bool = Field(default=True, description="Whether browsers get the explorer at /graphql.")
    explorer_dist: Path = Field(default=DIST, description="The folder of the explorer's build.")
    log_level: str = Field(
        default="warning",
        pattern="^(debug|info|warning|error)$",
        description="The least severe log line to write.",
    )
    shutdown_seconds: int = Field(
        default=20,
        ge=0,
        le=300,
        description="How long operations may go on after SIGTERM, in seconds.",
    )

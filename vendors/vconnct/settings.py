"""The settings of a VConnct account."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from runtime.formed_text import formed
from vendors.account_settings import AccountSettings
from vendors.transports.request import BaseUrl


class VConnctSettings(AccountSettings):
    """The account at VConnct."""

    ways_in = (("license",),)

    base_url: BaseUrl = Field(
        default="https://vconnct-client-api.com",
        description="The base URL of the API; its paths begin with /api/v1.",
    )
    license: SecretStr = Field(description="The partner key, sent with every call.")
    accept_language: Annotated[
        str,
        formed(
            r"[A-Za-z0-9*,;=. -]*",
            "it must be a list of languages as HTTP has it, such as de, en;q=0.5",
        ),
    ] = Field(
        default="en",
        description="The language of the vendor's messages. They are shown if nothing else explains why a write was "
        "refused. Empty means the vendor's default.",
    )

    @field_validator("license")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value()
        if not (key and key.isascii() and key.isprintable() and key == key.strip()):
            raise ValueError("the license must be printable ASCII without blanks around it")
        return value

"""The settings of a VSee account."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from runtime.formed_text import formed
from vendors.account_settings import AccountSettings
from vendors.transports.request import BaseUrl


class VSeeSettings(AccountSettings):
    """The clinic account at VSee."""

    ways_in = (("admin_token",),)
    names = ("account_code",)

    base_url: BaseUrl = Field(
        default="https://api.vsee.me/api_v3",
        description="The base URL of the API, with its version. Staging and single clinics have their own hosts.",
    )
    account_code: Annotated[str, formed(r"[!-~]+", "it must be one word of visible ASCII characters")] = (
        Field(description="The clinic's account code, sent with every call.")
    )
    admin_token: SecretStr = Field(
        description="A token from VSee's developer menu, sent with calls about visits and with all writes."
    )
    page_limit: int = Field(
        default=50, ge=1, le=100, description="The number of rooms in one page of the vendor's list."
    )
    page_cap: int = Field(
        default=40,
        ge=1,
        le=1000,
        description="The maximum number of pages of rooms that are searched for the room of a visit.",
    )

    @field_validator("admin_token")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if not (token and token.isascii() and token.isprintable()) or " " in token:
            raise ValueError("a token is one word of visible ASCII")
        return value

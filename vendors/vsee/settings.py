"""What an operator sets to reach VSee."""

from pydantic import Field, SecretStr, field_validator

from vendors.account_settings import AccountSettings
from vendors.transports.request import BaseUrl


class VSeeSettings(AccountSettings):
    """The clinic account at VSee."""

    ways_in = (("admin_token",),)
    names = ("account_code",)

    base_url: BaseUrl = Field(
        default="https://api.vsee.me/api_v3",
        description="Where the API is, version included; staging and single clinics have hosts of their own.",
    )
    account_code: str = Field(
        pattern=r"^[!-~]+$", description="The clinic's account code, which every call carries."
    )
    admin_token: SecretStr = Field(
        description="A token made in VSee's developer menu; calls about visits and all writes carry it."
    )
    page_limit: int = Field(
        default=50, ge=1, le=100, description="How many rooms a page of the vendor's list is asked to hold."
    )
    page_cap: int = Field(
        default=40,
        ge=1,
        le=1000,
        description="How many pages of rooms are looked through at most for the room of a visit.",
    )

    @field_validator("admin_token")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if not (token and token.isascii() and token.isprintable()) or " " in token:
            raise ValueError("a token is one word of visible ASCII")
        return value

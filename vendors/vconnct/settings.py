"""The settings of a VConnct account."""

from pydantic import Field, SecretStr, field_validator

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
    accept_language: str = Field(
        default="en",
        pattern=r"^[A-Za-z0-9*,;=. -]*$",
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

"""What an operator sets to reach VConnct."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from vendors.transports.limits import HttpLimits
from vendors.transports.request import BaseUrl


class VConnctSettings(BaseModel):
    """The account at VConnct; read from MEETGRAPH_VCONNCT__<FIELD>."""

    # A refused value must not be printed with the error: it may be the license.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    base_url: BaseUrl = Field(
        default="https://vconnct-client-api.com",
        description="Where the API is; its paths begin with /api/v1.",
    )
    license: SecretStr = Field(description="The partner key that every call carries.")
    accept_language: str = Field(
        default="en",
        pattern=r"^[A-Za-z0-9*,;=. -]*$",
        description="The language of the vendor's messages, shown where nothing else explains why a write was refused; "
        "empty leaves it to the vendor.",
    )
    limits: HttpLimits = Field(default=HttpLimits(), description="What calls to the account may take.")

    @field_validator("license")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value()
        if not (key and key.isascii() and key.isprintable() and key == key.strip()):
            raise ValueError("the license must be printable ASCII without blanks around it")
        return value

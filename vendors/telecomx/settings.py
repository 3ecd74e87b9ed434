"""The settings of a Telecomx FlexCare account."""

from pydantic import Field, SecretStr, field_validator

from vendors.account_settings import AccountSettings
from vendors.transports.request import BaseUrl


class TelecomxSettings(AccountSettings):
    """The account at Telecomx."""

    ways_in = (("bearer_token",), ("username", "password"))
    names = ("customer_id",)

    base_url: BaseUrl = Field(
        default="https://api.telecomx.dk", description="The base URL of the vendor's API."
    )
    customer_id: str = Field(
        min_length=1,
        description="The vendor's id of the customer whose rooms, templates and tablets are read.",
    )
    username: str | None = Field(default=None, repr=False, description="The employee who logs in.")
    password: SecretStr | None = Field(default=None, description="That employee's password.")
    bearer_token: SecretStr | None = Field(
        default=None, description="A machine token. With it, no login is needed."
    )
    employee_id: str | None = Field(
        default=None,
        description="The vendor's id of the employee who is the host of a conference if the caller names none.",
    )
    window_days_back: int = Field(
        default=365, ge=0, le=3660, description="How far back lists go if no start is given, in days."
    )
    window_days_ahead: int = Field(
        default=365, ge=0, le=3660, description="How far ahead lists go if no end is given, in days."
    )

    @field_validator("username", "password", "bearer_token", "employee_id", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        # An environment variable that is set to nothing means that it is not set.
        return None if value == "" else value

    @field_validator("bearer_token")
    @classmethod
    def _fits_into_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value() if value else "none"
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise ValueError("a token is one word of visible ASCII")
        return value

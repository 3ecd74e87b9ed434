"""What an operator sets to reach Telecomx FlexCare."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from vendors.transports.limits import HttpLimits
from vendors.transports.request import BaseUrl


class TelecomxSettings(BaseModel):
    """The account at Telecomx; read from MEETGRAPH_TELECOMX__<FIELD>."""

    # A rejected value would otherwise be quoted in the error, and it may be a password in the wrong place.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    base_url: BaseUrl = Field(
        default="https://api.telecomx.dk", description="Where the vendor's API answers."
    )
    customer_id: str = Field(
        min_length=1,
        description="The vendor's id of the customer whose rooms, templates and tablets are shown.",
    )
    username: str | None = Field(default=None, repr=False, description="The employee who logs in.")
    password: SecretStr | None = Field(default=None, description="That employee's password.")
    bearer_token: SecretStr | None = Field(
        default=None, description="A machine token; where it is set nobody logs in."
    )
    employee_id: str | None = Field(
        default=None,
        description="The vendor's id of the employee who holds conferences where the caller names nobody.",
    )
    window_days_back: int = Field(
        default=365, ge=0, le=3660, description="How far back lists reach where no start is named, in days."
    )
    window_days_ahead: int = Field(
        default=365, ge=0, le=3660, description="How far ahead lists reach where no end is named, in days."
    )
    limits: HttpLimits = Field(default=HttpLimits(), description="What calls to the account may take.")

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

    @model_validator(mode="after")
    def _some_way_in(self) -> Self:
        if self.bearer_token is None and (self.username is None or self.password is None):
            raise ValueError("either bearer_token, or username and password, must be set")
        return self

"""The settings of an EnableX account."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from runtime.formed_text import formed
from vendors.account_settings import AccountSettings
from vendors.transports.request import BaseUrl


class EnableXSettings(AccountSettings):
    """One EnableX account: either its app key, or the mail address and password of one of its users."""

    ways_in = (("app_id", "app_key"), ("app_id", "email", "password"))

    base_url: BaseUrl = Field(
        default="https://api.enablex.io/ucaas/v1", description="The base URL of the API, with its version."
    )
    # It is sent in a header, and before a colon in HTTP Basic.
    app_id: Annotated[
        str, formed(r"[!-9;-~]+", "it must be one word of visible ASCII characters without a colon")
    ] = Field(description="The App ID, which EnableX also calls API access id.")
    app_key: SecretStr | None = Field(
        default=None, description="The App Key; with it every call uses HTTP Basic."
    )
    email: str | None = Field(
        default=None, repr=False, description="The user who logs in, if there is no app key."
    )
    password: SecretStr | None = Field(default=None, description="That user's password.")
    app_type: Literal["vc", "wb"] = Field(
        default="vc",
        description="The kind of meetings in the account: video conferences (`vc`) or webinars (`wb`).",
    )
    room_owners: tuple[str, ...] = Field(
        default=(), description="Ids of other users whose permanent rooms are listed as well."
    )
    subscription_id: str | None = Field(
        default=None,
        min_length=1,
        description="The id of the subscription that defines the limits of the account.",
    )
    page_length: int = Field(default=50, ge=1, le=1000, description="The number of rows in one list request.")
    page_cap: int = Field(
        default=40,
        ge=1,
        description="The maximum number of pages that are searched to find the list row of one object.",
    )

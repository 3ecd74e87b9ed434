"""The settings of a Havn account."""

from pydantic import Field, SecretStr

from vendors.account_settings import AccountSettings
from vendors.transports.request import BaseUrl


class HavnSettings(AccountSettings):
    """The account at Havn."""

    ways_in = (("key",),)

    base_url: BaseUrl = Field(default="https://api.havn.example", description="The base URL of the API.")
    key: SecretStr = Field(description="The key, sent with every call.")

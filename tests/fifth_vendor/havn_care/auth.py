"""The headers that let an account in."""

from collections.abc import Mapping

from vendors.havn_care.settings import HavnSettings


def headers(settings: HavnSettings) -> Mapping[str, str]:
    return {"X-Api-Key": settings.key.get_secret_value()}

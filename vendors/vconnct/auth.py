"""Adds the license to every call. VConnct has no login and no token to renew."""

from collections.abc import Mapping

from vendors.vconnct.settings import VConnctSettings


def headers(settings: VConnctSettings) -> Mapping[str, str]:
    """The headers of every call; the license is sent without `Bearer` or another scheme."""
    license_only = {"license": settings.license.get_secret_value()}
    if not settings.accept_language:
        return license_only
    return {**license_only, "accept-language": settings.accept_language}

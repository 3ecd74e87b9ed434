"""Adds VSee's credentials to a call. The admin token is created by hand; there is no login and no renewal."""

from collections.abc import Mapping

from vendors.vsee.settings import VSeeSettings


def public(settings: VSeeSettings) -> Mapping[str, str]:
    """The headers of calls with public access; they too need the account."""
    return {"x-accountcode": settings.account_code}


def private(settings: VSeeSettings) -> Mapping[str, str]:
    """The headers of all other calls."""
    return {**public(settings), "x-apitoken": settings.admin_token.get_secret_value()}

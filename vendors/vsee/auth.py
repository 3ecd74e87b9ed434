"""Says who calls. VSee's admin token is made by hand and stands for itself, so nothing logs in or is renewed."""

from collections.abc import Mapping

from vendors.vsee.settings import VSeeSettings


def public(settings: VSeeSettings) -> Mapping[str, str]:
    """The headers of calls with public access; they too need the account."""
    return {"x-accountcode": settings.account_code}


def private(settings: VSeeSettings) -> Mapping[str, str]:
    """The headers of all other calls."""
    return {**public(settings), "x-apitoken": settings.admin_token.get_secret_value()}

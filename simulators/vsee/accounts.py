"""The Clinic Account API: the clinics, and one clinic's settings with its sign-up and intake steps."""

from typing import Any

from starlette.responses import Response

from simulators.vsee.answers import data, not_found
from simulators.vsee.call import Call
from simulators.vsee.state import Account


async def listed(call: Call) -> Response:
    return data([{"code": row.code, "name": row.name} for row in call.world.accounts.values()])


async def one(call: Call) -> Response:
    code = call.path("code").removesuffix(".json")
    account = call.account if code == "-" else call.world.accounts.get(code)
    if account is None:
        raise not_found()
    return data(_settings(account))


def _settings(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "code": account.code,
        "domain": account.domain,
        "name": account.name,
        "portal_title": "",
        "privacy_id": "",
        "states": {"signup": {"signup": [_sign_up()]}},
        # The documentation names these two arrays and the `code` of their steps; the steps are ours.
        "intake_steps": [{"code": "reason"}, {"code": "consent"}],
        "post_intake_steps": [{"code": "waiting_room"}],
    }


def _sign_up() -> dict[str, Any]:
    names = ("first_name", "last_name", "dob", "email")
    return {
        "name": "",
        "code": "signup",
        "next": {"title": "Enter"},
        "sections": [
            {
                "code": "signup_activate",
                "schema": {name: {"type": "string", "required": True} for name in names},
                "form": [{"key": name, "type": "text"} for name in names],
            }
        ],
    }

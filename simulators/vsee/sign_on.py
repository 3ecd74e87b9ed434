"""The User API's two ways to a token: single sign-on with the clinic's key, and login."""

from typing import Any

from starlette.responses import Response

from simulators.vsee.answers import bad_request, data, forbidden, unauthorized
from simulators.vsee.call import Call
from simulators.vsee.forms import Form
from simulators.vsee.listing import field_names
from simulators.vsee.shapes import moment
from simulators.vsee.state import GUEST, MEMBER, PROVIDER, REFRESH_LIFE, TOKEN_LIFE, User

LONGEST_CODE = 128


async def sso(call: Call) -> Response:
    """Finds the user of a partner's `code`, or makes one."""
    _check_key(call)
    form = await call.form()
    names = form.required("first_name"), form.required("last_name")
    type_ = form.integer("type")
    if type_ not in (MEMBER, PROVIDER, GUEST):
        raise bad_request("type must be 200, 400 or 600.")
    code = form.text("code") if type_ == GUEST else form.required("code")
    if code is not None and len(code) > LONGEST_CODE:
        raise bad_request(f"code must have at most {LONGEST_CODE} characters.")
    dob = form.day("dob")
    known = (user for user in call.account.users.values() if code and user.code == code)
    user = next(known, None) or _new_user(call, form, type_, names, code, dob)
    answer = _signed_on(call, user)
    if "vsee" in (field_names(call) or ()):
        answer["vsee"] = {"id": user.vseeid, "token": call.world.hex()}
    return data(answer)


async def login(call: Call) -> Response:
    """An active user has a password; one who is not yet has only the token that was mailed to him."""
    form = await call.form()
    users = call.account.users.values()
    if form.text("email_token") is not None or form.text("email") is not None:
        email, mailed = form.required("email"), form.required("email_token")
        found = (
            user for user in users if not user.active and user.email == email and user.email_token == mailed
        )
    else:
        username, password = form.required("username"), form.required("password")
        found = (
            user for user in users if user.active and user.username == username and user.password == password
        )
    user = next(found, None)
    if user is None:
        raise unauthorized()
    return data(_signed_on(call, user))


def _check_key(call: Call) -> None:
    headers, account = call.request.headers, call.account
    secret = headers.get("x-apisecret")
    if headers.get("x-apikey") != account.api_key:
        raise unauthorized()
    if secret != account.api_secret and (secret is not None or call.switches["sso_secret_required"]):
        raise unauthorized()
    if not call.switches["sso_enabled"]:
        raise forbidden()


def _new_user(
    call: Call, form: Form, type_: int, names: tuple[str, str], code: str | None, dob: str | None
) -> User:
    world = call.world
    fallback = world.hex()
    username = form.text("username")
    if username is None or any(user.username == username for user in call.account.users.values()):
        username = fallback
    user = User(
        id=world.next_id("user"),
        type=type_,
        code=code or world.hex(),
        first_name=names[0],
        last_name=names[1],
        username=username,
        vseeid=f"{call.account.code}+{fallback}",
        email=form.text("email") or "",
        dob=dob or "",
        disable_emails=form.text("disable_emails") == "1",
    )
    return world.add_user(user, call.account)


def _signed_on(call: Call, user: User) -> dict[str, Any]:
    token = call.world.add_token(user, life=TOKEN_LIFE)
    now = call.clock.now()
    born = {"dob": user.dob} if user.dob else {}
    return {
        "id": user.id,
        "code": user.code,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "vseeid": user.vseeid,
        **born,
        "active": user.active,
        "tos": user.tos,
        "subtype": user.subtype,
        "token": {
            "user_id": user.id,
            "token": token.value,
            "expiry": moment(now + TOKEN_LIFE, "int"),
            # No documented call takes a refresh token, so none is kept.
            "refresh_token": {
                "user_id": user.id,
                "token": call.world.hex(),
                "expiry": moment(now + REFRESH_LIFE, "int"),
                "created": moment(now, "int"),
            },
        },
    }

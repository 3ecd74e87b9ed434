"""Who may ask: HTTP Basic with the App ID and Key, or a token that a login has given for 15 minutes."""

from datetime import datetime

from starlette.datastructures import Headers

from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Caller
from simulators.enablex.state import APP_ID, LOGIN_EMAIL, LOGIN_PASSWORD, State

APP_TYPES = ("vc", "wb")


def caller(headers: Headers, state: State, now: datetime) -> Caller:
    """Admits by the Authorization header; the vendor's scheme for tokens is `Token`, not `Bearer`."""
    header = headers.get("authorization")
    if header is None:
        raise Refusal(400)
    scheme, _, secret = header.partition(" ")
    if scheme.lower() == "basic" and secret.strip() == state.basic:
        return state.owner
    if scheme.lower() != "token":
        raise Refusal(401)
    token = state.tokens.get(secret.strip())
    if token is None:
        raise Refusal(1001)
    if token.expires <= now:
        raise Refusal(403)
    return token.caller


def app_type(headers: Headers, *, required: bool) -> str:
    """The X-App-Type. 1402 (not a string) exists in the vendor's table, but no header can raise it."""
    value = headers.get("x-app-type")
    if value is None:
        if required:
            raise Refusal(1401)
        return "vc"
    if value not in APP_TYPES:
        raise Refusal(1403)
    return value


def api_id(headers: Headers) -> None:
    value = headers.get("x-api-id")
    if value is None:
        raise Refusal(400)
    if value != APP_ID:
        raise Refusal(401)


def login(call: Call) -> Answer:
    """POST /login. The answer's keys are not documented; these follow the session join."""
    email, password = call.fields.get("email"), call.fields.get("password")
    for field, value in (("email", email), ("password", password)):
        if not isinstance(value, str) or not value:
            raise Refusal(1002, {field: ""})
    if (email, password) == (LOGIN_EMAIL, LOGIN_PASSWORD):
        who, first, last = call.state.owner, "Harbour", "Clinic"
    else:
        user = next((u for u in call.state.users.values() if u.email == email), None)
        if user is None or user.status != "A" or user.password != password:
            raise Refusal(401)
        who, first, last = Caller(user.user_id, whole_account=False), user.first_name, user.last_name
    user_info = {"user_id": who.user_id, "email": email, "first_name": first, "last_name": last}
    return {"token": call.state.grant(who, call.now), "user": user_info}

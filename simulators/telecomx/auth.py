"""`/auth` and `/employee`: logging in and out, and tokens for machines."""

from typing import Any

from starlette.responses import JSONResponse

from simulators.telecomx.call import Call
from simulators.telecomx.errors import Refused, access_denied, invalid
from simulators.telecomx.levels import SENIOR
from simulators.telecomx.records import Employee


def login(call: Call) -> Any:
    """Takes the credentials in the body, or in the query where the method is GET."""
    given = call.body if isinstance(call.body, dict) and call.body else call.query
    username, password, persist = given.get("username"), given.get("password"), given.get("persist")
    if not isinstance(username, str) or not username:
        raise invalid("username", "required")
    if not isinstance(password, str) or not password:
        raise invalid("password", "required")
    employee = next((e for e in call.state.employees.values() if e.username == username), None)
    if employee is None or employee.password != password or employee.access_level == "NO_LOGIN":
        raise Refused(401, "credentials_invalid", "Invalid username or password")
    lasts = persist in (True, 1, "true", "1")
    token = call.state.tokens.session(employee, persist=lasts, ip=call.ip)
    minutes = -1 if lasts else call.switches["session_minutes"]
    return {"token": token.text, "expiresInMinutes": minutes, **_who(employee), **_more(call, employee)}


def validate(call: Call) -> Any:
    """Says whether a token is valid; with `simple` the status says it."""
    simple = call.flag("simple")
    try:
        token = call.state.tokens.valid(call.query.get("token", ""))
    except Refused:
        return JSONResponse({"success": False}, 403 if simple else 200)
    if token.ip is not None and call.query.get("ip", token.ip) != token.ip:
        return JSONResponse({"success": False}, 403 if simple else 200)
    if simple:
        return {"success": True}
    more = _more(call, token.employee) if call.flag("extend") else {}
    return {"success": True, **_who(token.employee), **more}


def logout(call: Call) -> Any:
    call.state.tokens.logout(call.employee)
    return {"success": True}


def create_token(call: Call) -> Any:
    """Gives only the calling employee a token that does not expire."""
    if call.path["id"] != call.employee.id:
        raise access_denied()
    if call.employee.access_level in SENIOR:
        raise Refused(403, "id", "Tokens are not allowed for admins")
    return {"success": True, "token": call.state.tokens.lasting(call.employee).text}


def _who(employee: Employee) -> dict[str, Any]:
    return {"employee": employee.id, "customer": employee.customer, "accessLevel": employee.access_level}


def _more(call: Call, employee: Employee) -> dict[str, Any]:
    customer = call.state.customers[employee.customer]
    return {
        "name": employee.name,
        "language": "da",
        "customerName": customer.name,
        "customerFeatures": list(customer.features),
    }

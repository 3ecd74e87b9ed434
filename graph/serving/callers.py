"""The caller of a request. There is no authentication yet, so all requests have the same caller of the one tenant."""

from starlette.requests import HTTPConnection

from models.account import DEFAULT_TENANT
from models.caller import Caller

ANONYMOUS = Caller(tenant=DEFAULT_TENANT, id="anonymous")


def caller_of(_: HTTPConnection) -> Caller:
    """The caller of a request or WebSocket."""
    return ANONYMOUS

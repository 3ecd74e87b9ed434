"""Who sends a request: nobody is asked yet to prove who they are, so all are the same caller of the one tenant."""

from starlette.requests import HTTPConnection

from models.account import DEFAULT_TENANT
from models.caller import Caller

ANONYMOUS = Caller(tenant=DEFAULT_TENANT, id="anonymous")


def caller_of(_: HTTPConnection) -> Caller:
    """Who sends a request, or opens a socket."""
    return ANONYMOUS

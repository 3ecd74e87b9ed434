"""Writes through httpx, which builds the forms; its own transport and pool are replaced by pyreqwest's."""

import logging
from collections.abc import Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeAlias

import httpx
from pyreqwest.client import Client
from pyreqwest.compatibility.httpx import HttpxTransport
from pyreqwest.exceptions import PyreqwestError

from vendors.transports.answer import Answer, Unreadable, body_matters
from vendors.transports.limits import HttpLimits
from vendors.transports.line import Line
from vendors.transports.reads import failure

File: TypeAlias = tuple[str, tuple[str | None, str | bytes, str | None]]


def over(client: Client) -> httpx.AsyncClient:
    """Puts httpx on the connections of `client`, which keeps its deadlines and stays open when this is closed."""
    # httpx logs each URL at INFO, query and all.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.AsyncClient(
        transport=HttpxTransport(client, close_client=False),
        trust_env=False,
        follow_redirects=False,
        timeout=None,
        # One account's calls share nothing but connections: a cookie set by one answer must not ride on the next.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


async def write(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    headers: dict[str, str],
    limits: HttpLimits,
    seconds: float | None,
    line: Line,
    *,
    content: bytes | None,
    form: dict[str, str] | None,
    files: Sequence[File] | None,
) -> Answer:
    """Sends a call exactly once, whatever becomes of it.

    Args:
        seconds: what is left of a deadline; None where it is the client's own.
        line: is told when the answer begins.
    """
    # pyreqwest takes the sum of httpx' four timeouts for the whole call.
    extensions = {} if seconds is None else {"timeout": {"read": seconds}}
    request = httpx.Request(
        method, url, headers=headers, content=content, data=form, files=files, extensions=extensions
    )
    # Read here, a multipart body goes out with its length instead of in chunks, which some gateways refuse.
    await request.aread()
    try:
        response = await client.send(request, stream=True)
        try:
            line.answered()
            body = await _body(response, limits.body_bytes) if body_matters(response.status_code) else b""
        finally:
            await response.aclose()
    except httpx.RequestError as error:
        raise failure(error.__cause__) from None
    except PyreqwestError as error:
        raise failure(error) from None
    except ValueError:
        raise Unreadable("a header is not ASCII") from None
    return Answer(response.status_code, dict(response.headers), body)


async def _body(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    # Raw, because pyreqwest has decompressed it.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit:
            raise Unreadable(f"body over {limit} bytes")
    return bytes(body)

"""Writes through httpx, which builds the forms, on the pyreqwest connection of the reads; httpx sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from pyreqwest.client import Client

from vendors.transports import reads
from vendors.transports.limits import HttpLimits
from vendors.transports.progress import Progress
from vendors.transports.request import CannotBeSent, bounded
from vendors.transports.response import WireResponse


@dataclass(frozen=True, slots=True)
class FormPart:
    """One field of a multipart form."""

    name: str
    value: str | bytes
    filename: str | None = None
    content_type: str | None = None


async def write(
    client: Client,
    method: str,
    url: str,
    headers: dict[str, str],
    limits: HttpLimits,
    seconds: float | None,
    line: Progress,
    *,
    content: bytes | None,
    form: dict[str, str] | None,
    parts: Sequence[FormPart] | None,
) -> WireResponse:
    """Sends a call exactly once, without retries.

    Args:
        seconds: the remaining time; None for the client's default.
        line: is notified when the response begins.

    Raises:
        WireFailure: there is no complete response.
        CannotBeSent: the request is invalid, or the client refuses to send it.
    """
    files = None if parts is None else [(p.name, (p.filename, p.value, p.content_type)) for p in parts]
    try:
        built = httpx.Request(method, url, headers=headers, content=content, data=form, files=files)
        # The multipart body is read here, so that it is sent with its length instead of in chunks, which some gateways
        # refuse.
        body = bounded(await built.aread())
    except (httpx.InvalidURL, UnicodeEncodeError):
        raise CannotBeSent("an address or form that cannot be written") from None
    request = client.request(method, url).headers(built.headers.multi_items()).body_bytes(body)
    return await reads.exchanged(request, limits, seconds, line)

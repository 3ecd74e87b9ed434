"""Reads: a GET goes straight through pyreqwest, which is the fastest way."""

from pyreqwest.client import Client
from pyreqwest.exceptions import PyreqwestError

from vendors.transports.limits import HttpLimits
from vendors.transports.progress import Progress
from vendors.transports.pyreqwest_client import BodyReader, failure, headers_of, streamed
from vendors.transports.response import WireResponse, body_matters


async def read(
    client: Client,
    url: str,
    headers: dict[str, str],
    limits: HttpLimits,
    seconds: float | None,
    line: Progress,
) -> WireResponse:
    """Sends a GET once.

    Args:
        seconds: the remaining time; None for the client's default.
        line: is notified when the response begins.

    Raises:
        WireFailure: there is no complete response.
        CannotBeSent: the client refuses to send it.
    """
    try:
        async with streamed(client.get(url).headers(headers), seconds) as response:
            line.answered()
            body = bytearray()
            if body_matters(response.status):
                reader = BodyReader(response, limits.body_bytes, line)
                while (chunk := await reader.chunk()) is not None:
                    body += chunk
            return WireResponse(response.status, headers_of(response), body)
    except PyreqwestError as error:
        raise failure(error) from None

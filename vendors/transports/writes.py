"""Writes: sent over the account's connections as they are; what has to be encoded as a form goes through httpx."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from vendors.transports.exchange import Exchange
from vendors.transports.httpx_transport import Outgoing, PoolTransport
from vendors.transports.origin import Origin
from vendors.transports.request import CannotBeSent, bounded
from vendors.transports.response import ResponseHeaders, WireResponse


@dataclass(frozen=True, slots=True)
class FormPart:
    """One field of a multipart form."""

    name: str
    value: str | bytes
    filename: str | None = None
    content_type: str | None = None


class WriteClient:
    """Sends calls exactly once: without retries, redirects, cookies and proxies.

    Args:
        origin: where the account's requests go.
        base_url: of the account.
    """

    def __init__(self, origin: Origin, base_url: str) -> None:
        self._origin = origin
        # httpx logs the URL that it is given, and ids and queries are secret: it is given the server alone.
        self._server = httpx.URL(base_url).copy_with(userinfo=b"", raw_path=b"/")
        # All deadlines are the exchange's.
        self._client = httpx.AsyncClient(
            transport=PoolTransport(origin),
            trust_env=False,
            follow_redirects=False,
            timeout=None,
        )
        # What every call carries is added by the origin, for writes as for reads.
        self._client.headers.clear()

    async def write(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        exchange: Exchange,
        *,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        parts: Sequence[FormPart] | None = None,
    ) -> WireResponse:
        """Sends a call exactly once, without retries; at most one of the last three is its body.

        Args:
            exchange: carries it.

        Raises:
            WireFailure: there is no complete response.
            CannotBeSent: the request is invalid.
        """
        if form is None and parts is None:
            # As reads are: httpx would add nothing but 0.25 ms of CPU time.
            return await exchange.sent(self._origin.request(method, url, headers, content or b""))
        files = None if parts is None else [(p.name, (p.filename, p.value, p.content_type)) for p in parts]
        try:
            request = self._client.build_request(
                method,
                self._server,
                headers=headers,
                data=form,
                files=files,
                extensions={"outgoing": Outgoing(url, exchange)},
            )
            # The multipart body is read here, so that it is sent with its length instead of in chunks, which some
            # gateways refuse.
            bounded(await request.aread())
        except UnicodeEncodeError:
            raise CannotBeSent("half of a character in a form") from None
        response = await self._client.send(request)
        return WireResponse(response.status_code, ResponseHeaders(response.headers.raw), response.content)

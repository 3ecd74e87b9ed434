"""Compresses JSON responses for clients that accept it.

A response holds secrets, and its compressed length reveals something about them to an attacker who can choose parts of
the request and observe the traffic (BREACH). So a random length is added to every response, as Django does it; and this
gateway uses no cookies, so no foreign page can send requests in a user's name (docs/proxies.md).
"""

import asyncio
import gzip
import io
import secrets

from starlette.responses import Response

from graph.serving.http.accept_header import coding

# Shorter ones fit into the first packet anyway.
LEAST_BYTES = 1024
# At level 4 this takes about a millisecond; longer bodies are compressed in a thread, where zlib releases the GIL.
_INLINE_BYTES = 32 * 1024
_LEVEL = 4
# The random length is that of the file name in the gzip header, which decoders skip.
_RANDOM_BYTES = 100


async def compress(response: Response, accept_encoding: str) -> Response:
    """Compresses the body with gzip if the client accepts it and the body is long enough.

    Args:
        response: a response with a complete body.
        accept_encoding: the header's text.
    """
    if len(response.body) < LEAST_BYTES:
        return response
    response.headers.add_vary_header("accept-encoding")
    if coding(accept_encoding, ("gzip",)) is None:
        return response
    body = bytes(response.body)
    packed = _gzip(body) if len(body) <= _INLINE_BYTES else await asyncio.to_thread(_gzip, body)
    response.body = packed
    response.headers["content-encoding"] = "gzip"
    response.headers["content-length"] = str(len(packed))
    return response


def _gzip(body: bytes) -> bytes:
    packed = io.BytesIO()
    name = "a" * (1 + secrets.randbelow(_RANDOM_BYTES))
    with gzip.GzipFile(name, "wb", _LEVEL, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()

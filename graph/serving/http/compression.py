"""Compresses JSON responses for clients that accept it.

An answer holds secrets, and its compressed length tells something about them to whoever can have it asked for with
texts of his own choice and watches the wire (BREACH). So every answer has a random length more, as Django's have it;
and this gateway knows nobody by a cookie, so that no foreign page can ask in somebody else's name (docs/proxies.md).
"""

import asyncio
import gzip
import io
import secrets

from starlette.responses import Response

from graph.serving.http.accept_header import coding

# Shorter ones fit into the first packet anyway.
LEAST_BYTES = 1024
# At level 4 this takes about a millisecond; what is longer goes to a thread, in which zlib lets the loop go on.
_INLINE_BYTES = 32 * 1024
_LEVEL = 4
# The random length is the length of a file's name in the header of gzip, which every reader skips.
_RANDOM_BYTES = 100


async def compress(response: Response, accept_encoding: str) -> Response:
    """The same answer, its body in gzip where that is asked for and worth it.

    Args:
        response: an answer whose whole body is there.
        accept_encoding: what the client takes, as its header says.
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

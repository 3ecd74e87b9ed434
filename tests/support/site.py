"""A site on this machine, for pages of an origin of their own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.world import LOOPBACK


class Quiet(BaseHTTPRequestHandler):
    """Keeps to itself what it is asked for."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def a_site(handler: Callable[..., BaseHTTPRequestHandler], port: int = 0) -> Iterator[str]:
    """A site whose pages the handler makes; and its origin."""
    server = ThreadingHTTPServer((LOOPBACK, port), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

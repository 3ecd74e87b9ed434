"""The origins whose web pages may use this gateway over HTTP, event streams and WebSockets. Pure, except the log."""

import logging
import re
from collections.abc import Iterable

# The opaque origin, such as that of sandboxed frames.
OPAQUE = "null"

_ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>\d{1,5}))?"
)
_PORTS = {"http": "80", "https": "443"}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
# The most refused origins that are remembered; each is logged once.
_REMEMBERED = 1000

_log = logging.getLogger(__name__)


def origin(text: str) -> str:
    """An origin as browsers write it: in small letters, and without the port that its scheme has anyway.

    Raises:
        ValueError: it is no origin; the message does not repeat it.
    """
    if text == OPAQUE:
        return text
    found = _ORIGIN.fullmatch(text.lower())
    if found is None:
        raise ValueError(_fault(text))
    scheme, host, port = found["scheme"], found["host"], found["port"]
    shown = "" if port in (None, _PORTS.get(scheme)) else f":{port}"
    return f"{scheme}://{host}{shown}"


def of_address(url: str) -> str:
    """The origin of a page at an http or https address.

    Raises:
        ValueError: it is no such address; the message does not repeat it.
    """
    scheme, slashes, rest = url.partition("://")
    if scheme.lower() not in _PORTS or re.search(r"[?#@\s]", rest):
        raise ValueError("Write an address such as `https://clinic.example/video`, without `?`, `#` and `@`.")
    return origin(scheme + slashes + rest.partition("/")[0])


def _fault(text: str) -> str:
    if "*" in text:
        return "No `*` is taken: name each origin."
    if "://" not in text:
        return "An origin begins with its scheme, such as `https://clinic.example`."
    if not text.isascii():
        return "Write the host as browsers send it, with `xn--` for other letters."
    if re.search(r"[/?#]", text.partition("://")[2]):
        return "An origin has no path, and no `/` at its end: `https://clinic.example`."
    return "An origin is a scheme, a host and perhaps a port, such as `https://clinic.example:8443`."


class Origins:
    """The origins whose pages may use this gateway.

    Args:
        listed: origins as `origin` reads them.
        public_url: where clients reach this gateway; pages from there are its own, whatever Host a proxy sends.
        any_loopback: whether pages that this machine serves are let in, on whatever port.
        credentials: whether browsers may send cookies and HTTP authentication along.
    """

    def __init__(
        self,
        listed: Iterable[str] = (),
        *,
        public_url: str | None = None,
        any_loopback: bool = False,
        credentials: bool = False,
    ) -> None:
        own = () if public_url is None else (of_address(public_url),)
        self._listed = frozenset((*map(origin, listed), *own))
        self._any_loopback = any_loopback
        self._refused: set[str] = set()
        self.credentials = credentials

    def lists(self, page: str) -> bool:
        """Whether pages of another site, as their Origin header names it, may use this gateway."""
        if page in self._listed:
            return True
        found = _ORIGIN.fullmatch(page) if self._any_loopback else None
        return found is not None and found["scheme"] in _PORTS and found["host"] in _LOOPBACK

    def may_open(self, page: str, host: str) -> bool:
        """Whether a page may open a socket.

        Args:
            page: its Origin header.
            host: the Host header, which the address that the page has must agree with if it is this gateway's own.
        """
        if self.lists(page):
            return True
        # TLS may be terminated by a proxy, so the page's scheme is used.
        scheme = page.partition("://")[0]
        return scheme in _PORTS and page == _try(f"{scheme}://{host}")

    def refused(self, page: str, what: str) -> None:
        """Logs a refused origin once, with the settings that would allow it."""
        if page in self._refused:
            return
        if len(self._refused) >= _REMEMBERED:
            self._refused.clear()
        self._refused.add(page)
        _log.warning(
            "%s was refused to a page of %.200r: list its origin in MEETGRAPH_ORIGINS, or, if this gateway "
            "served the page through a proxy, name that address in MEETGRAPH_PUBLIC_URL.",
            what,
            page,
        )


def _try(text: str) -> str | None:
    try:
        return origin(text)
    except ValueError:
        return None

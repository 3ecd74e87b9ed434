"""The server of an account: its address, and the head of a request to it. Pure but for the trusted certificates."""

import os
import re
import ssl
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import certifi
import httpx

from vendors.transports.compression import ACCEPTED
from vendors.transports.request import CannotBeSent, sendable

# Methods whose requests have a body; without one they say so.
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TARGET = re.compile(r"[!-~]*").fullmatch
# An account's reads have the same headers, but for a language or a token that is renewed.
_KINDS_OF_READS = 8


class Origin:
    """Where an account's requests go.

    Args:
        base_url: what `request.base` accepts; a name and a password in it are sent as Basic authorization.

    Attributes:
        host: a name or an address; the certificate must be for it.
        port: as in the URL, or that of its scheme.
        tls: None for plain HTTP.
    """

    def __init__(self, base_url: str) -> None:
        url = httpx.URL(base_url)
        self.host = url.raw_host.decode("ascii")
        self.tls = trusted() if url.scheme == "https" else None
        self.port = url.port or (80 if self.tls is None else 443)
        self._above = len(base_url)
        self._path = url.raw_path.decode("ascii").rstrip("/")
        self._own = (
            f"host: {url.netloc.decode('ascii')}\r\nuser-agent: meetgraph\r\naccept-encoding: {ACCEPTED}\r\n"
        )
        user = b":".join(unquote_to_bytes(part) for part in url.userinfo.split(b":", 1))
        self._basic = f"authorization: Basic {b64encode(user).decode('ascii')}\r\n" if user else ""
        self._lines_of_read = lru_cache(maxsize=_KINDS_OF_READS)(self._lines_of_pairs)

    def read(self, url: str, headers: Mapping[str, str] | None) -> bytes:
        """A GET as it is sent.

        Args:
            url: what `request.address` made of the base URL.
            headers: what `request.sendable` takes; those that were sent before are not checked again.

        Raises:
            CannotBeSent: the address has characters that it cannot have, or `sendable` refuses the headers.
        """
        lines = self._lines_of_read(() if headers is None else tuple(headers.items()))
        return f"GET {self._target(url)} HTTP/1.1\r\n{self._own}{lines}\r\n".encode("ascii")

    def request(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
        """A request as it is sent.

        Args:
            url: what `request.address` made of the base URL.
            headers: what `request.sendable` returned.

        Raises:
            CannotBeSent: the address has characters that it cannot have.
        """
        lines = self._lines(headers)
        if body or method in _WITH_BODY:
            lines += f"content-length: {len(body)}\r\n"
        return f"{method} {self._target(url)} HTTP/1.1\r\n{self._own}{lines}\r\n".encode("ascii") + body

    def _target(self, url: str) -> str:
        target = self._path + url[self._above :]
        if not _TARGET(target):
            raise CannotBeSent("a character in the address")
        return target or "/"

    def _lines(self, headers: Mapping[str, str]) -> str:
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        return lines + self._basic if self._basic and "authorization" not in headers else lines

    def _lines_of_pairs(self, headers: tuple[tuple[str, str], ...]) -> str:
        return self._lines(sendable(dict(headers)))


def trusted() -> ssl.SSLContext:
    """What TLS with vendors is like: certificates are verified, by the authorities that the machine trusts.

    SSL_CERT_FILE and SSL_CERT_DIR name others, as for all that uses OpenSSL.
    """
    return _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=1)
def _trusted(file: str | None, directory: str | None) -> ssl.SSLContext:
    """One for all accounts, because it takes tens of milliseconds to make; the arguments are read by OpenSSL itself."""
    tls = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and paths.capath is None:
        # This build of Python does not know where the machine keeps its certificates.
        tls.load_verify_locations(certifi.where())
    tls.set_alpn_protocols(["http/1.1"])
    return tls

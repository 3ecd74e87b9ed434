"""Checks the head of an HTTP request as it was sent: what two parsers may read differently is refused. Pure.

The parser itself unfolds folded lines, ends lines at a bare LF, takes repeated equal lengths, repeated credentials and
targets of other hosts.
"""

import re

# More than a browser behind two proxies sends.
LINES = 100

_END = re.compile(rb"\n\r?\n")
_REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ (?P<target>[!-~]+) HTTP/1\.(?P<minor>[01])")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Tab is the only control character that a value may contain.
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_HOST = re.compile(rb"([A-Za-z0-9._~%!$&'()*+;=-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_ABSOLUTE = re.compile(rb"https?://(?P<authority>[^/?#]*)(?P<rest>[!-~]*)", re.IGNORECASE)
_LENGTH = re.compile(rb"[0-9]{1,18}")
# Of two values, a proxy and this gateway might each use another one.
_ONCE = (b"authorization", b"content-length", b"host", b"origin", b"transfer-encoding")


class BadHead(Exception):
    """The head is refused; the text says why, and repeats nothing of it.

    Attributes:
        status: of the response.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def end_of(received: bytes) -> int | None:
    """How long the head is with the empty line behind it; None if it is not complete."""
    found = _END.search(received)
    return None if found is None else found.end()


def check(head: bytes) -> None:
    """Checks a complete head, the empty line behind it included.

    Raises:
        BadHead: it is malformed, or may be understood in two ways.
    """
    request_line, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    if len(lines) > LINES:
        raise BadHead(f"The request has more than {LINES} header fields.", 431)
    if any(_CONTROL.search(line) for line in (request_line, *lines)) or not head.endswith(b"\r\n\r\n"):
        raise BadHead("The request's head has control characters, or lines that do not end in CR LF.")
    form = _REQUEST_LINE.fullmatch(request_line)
    if form is None:
        raise BadHead("The request's first line is malformed.")
    fields = [_field(line) for line in lines]
    for name in _ONCE:
        if sum(name == each for each, _ in fields) > 1:
            raise BadHead(f"The header field `{name.decode()}` is given more than once.")
    named = dict(fields)
    host = named.get(b"host")
    if host is None and form["minor"] == b"1":
        raise BadHead("The request has no Host.")
    if host is not None and not _HOST.fullmatch(host):
        raise BadHead("The request's Host is malformed.")
    _check_length(named, form["minor"])
    _check_target(form["target"], host)


def path_of(target: bytes) -> bytes:
    """A target's path and query, where it names this host, too."""
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None:
        return target
    rest = absolute["rest"]
    return rest if rest.startswith(b"/") else b"/" + rest


def _field(line: bytes) -> tuple[bytes, bytes]:
    if line[:1] in (b" ", b"\t"):
        raise BadHead("The request has folded header lines.")
    name, colon, value = line.partition(b":")
    if not colon or not _NAME.fullmatch(name):
        raise BadHead("The request has a malformed header line.")
    return name.lower(), value.strip(b" \t")


def _check_length(named: dict[bytes, bytes], minor: bytes) -> None:
    length, coding = named.get(b"content-length"), named.get(b"transfer-encoding")
    if length is not None and coding is not None:
        raise BadHead("The request has both Content-Length and Transfer-Encoding.")
    if length is not None and not _LENGTH.fullmatch(length):
        raise BadHead("The request's Content-Length is no number.")
    if coding is not None and (coding.lower() != b"chunked" or minor == b"0"):
        raise BadHead("The request's Transfer-Encoding is not understood.")


def _check_target(target: bytes, host: bytes | None) -> None:
    if target.startswith(b"/") or target == b"*":
        return
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None or host is None or absolute["authority"].lower() != host.lower():
        raise BadHead("The request's target is not at its Host.")

"""Checks the head of an HTTP request as it was sent: what two parsers may read differently is refused. Pure.

Parsers unfold folded lines, end lines at a bare LF, take repeated equal lengths, repeated credentials and targets of
other hosts; not all of them alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

# More than a browser behind two proxies sends.
LINES = 100

_END = re.compile(rb"\n\r?\n")
_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_FIRST = re.compile(_TOKEN)
# Header lines as nearly all clients send them, so that one look is enough; tab is the only control character in values.
_PLAIN = re.compile(rb"(?:" + _TOKEN + rb"+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n")
_PLAIN_FIELD = re.compile(rb"([^:\r\n]+):[ \t]*([^\r]*)\r\n")
_REQUEST_LINE = re.compile(rb"(?P<method>" + _TOKEN + rb"+) (?P<target>[!-~]+) HTTP/1\.(?P<minor>[01])")
_NAME = re.compile(_TOKEN + rb"+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_HOST = re.compile(rb"([A-Za-z0-9._~%!$&'()*+;=-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_ABSOLUTE = re.compile(rb"https?://(?P<authority>[^/?#]*)(?P<rest>[!-~]*)", re.IGNORECASE)
_LENGTH = re.compile(rb"[0-9]{1,18}")
# Of two values, a proxy and this gateway might each use another one.
_ONCE = (b"authorization", b"content-length", b"host", b"origin", b"transfer-encoding")
# What nearly all requests have, and the fields that make one unusual.
_USUAL_METHODS = (b"POST", b"GET")
_USUAL_TARGET = re.compile(rb"/[A-Za-z0-9._~/-]*")
_UNUSUAL = frozenset((b"expect", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"))


class Refused(Exception):
    """A request is refused; the text says why, and repeats nothing of it.

    Attributes:
        status: of the response.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def end_of(received: bytes | bytearray, searched: int = 0) -> int | None:
    """How long the head is with the empty line behind it; None if it is not complete.

    Args:
        searched: how many of the bytes are known to hold no end.
    """
    found = _END.search(received, max(searched - 2, 0))
    return None if found is None else found.end()


def check_begin(received: bytes | bytearray) -> None:
    """Checks the begin of a head that is not complete.

    Raises:
        Refused: no request begins so, but perhaps a TLS connection does.
    """
    if not _FIRST.match(received):
        raise Refused("The request's first line is malformed.")


@dataclass(slots=True)
class RequestHead:
    """A head that was checked.

    Attributes:
        text: all of it.
        method: as it was sent.
        target: likewise.
        minor: of the version, `0` or `1`.
        fields: their names, in lower case, with their values.
        length: of the body, as the head gives it; None where it does not.
        is_usual: whether nothing in it changes how the request is read, or what becomes of the connection.
        path: of a usual one, which has no query.
        read: what the application has read off it, for further requests with the same head.
    """

    text: bytes
    method: bytes
    target: bytes
    minor: bytes
    fields: Sequence[tuple[bytes, bytes]]
    length: int | None
    is_usual: bool
    path: str = ""
    read: object = None


def check(head: bytes) -> RequestHead:
    """Checks a complete head, the empty line behind it included.

    Raises:
        Refused: it is malformed, or may be understood in two ways.
    """
    request_line, _, rest = head.partition(b"\r\n")
    lines = rest.removesuffix(b"\r\n\r\n").removesuffix(b"\r\n").split(b"\r\n") if rest != b"\r\n" else []
    if len(lines) > LINES:
        raise Refused(f"The request has more than {LINES} header fields.", 431)
    is_plain = _PLAIN.fullmatch(rest) is not None
    if not is_plain and (
        any(_CONTROL.search(line) for line in (request_line, *lines)) or not head.endswith(b"\r\n\r\n")
    ):
        raise Refused("The request's head has control characters, or lines that do not end in CR LF.")
    form = _REQUEST_LINE.fullmatch(request_line)
    if form is None:
        raise Refused("The request's first line is malformed.")
    fields = (
        [(name.lower(), value.rstrip(b" \t")) for name, value in _PLAIN_FIELD.findall(rest)]
        if is_plain
        else list(map(_field, lines))
    )
    names = [name for name, _ in fields]
    for name in _ONCE:
        if names.count(name) > 1:
            raise Refused(f"The header field `{name.decode()}` is given more than once.")
    named = dict(fields)
    host = named.get(b"host")
    if host is None and form["minor"] == b"1":
        raise Refused("The request has no Host.")
    if host is not None and not _HOST.fullmatch(host):
        raise Refused("The request's Host is malformed.")
    _check_length(named, form["minor"])
    method, target, minor = form.groups()
    _check_target(target, host)
    length = named.get(b"content-length")
    is_usual = (
        is_plain
        and minor == b"1"
        and method in _USUAL_METHODS
        and _USUAL_TARGET.fullmatch(target) is not None
        and _UNUSUAL.isdisjoint(names)
        and names.count(b"connection") < 2
        and named.get(b"connection", b"keep-alive").lower() == b"keep-alive"
    )
    path = target.decode("ascii") if is_usual else ""
    return RequestHead(
        head, method, target, minor, fields, None if length is None else int(length), is_usual, path
    )


def without(head: bytes, name: bytes) -> bytes:
    """A head that was checked, without the fields of one name.

    Args:
        name: in lower case.
    """
    lines = head.split(b"\r\n")
    return b"\r\n".join(line for line in lines if line.partition(b":")[0].lower() != name)


def path_of(target: bytes) -> bytes:
    """A target's path and query, where it names this host, too."""
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None:
        return target
    rest = absolute["rest"]
    return rest if rest.startswith(b"/") else b"/" + rest


def unquoted(raw_path: bytes) -> str:
    """The path that a target's path stands for."""
    path = raw_path.decode("ascii")
    return unquote(path) if "%" in path else path


def _field(line: bytes) -> tuple[bytes, bytes]:
    if line[:1] in (b" ", b"\t"):
        raise Refused("The request has folded header lines.")
    name, colon, value = line.partition(b":")
    if not colon or not _NAME.fullmatch(name):
        raise Refused("The request has a malformed header line.")
    return name.lower(), value.strip(b" \t")


def _check_length(named: dict[bytes, bytes], minor: bytes) -> None:
    length, coding = named.get(b"content-length"), named.get(b"transfer-encoding")
    if length is not None and coding is not None:
        raise Refused("The request has both Content-Length and Transfer-Encoding.")
    if length is not None and not _LENGTH.fullmatch(length):
        raise Refused("The request's Content-Length is no number.")
    if coding is not None and (coding.lower() != b"chunked" or minor == b"0"):
        raise Refused("The request's Transfer-Encoding is not understood.")


def _check_target(target: bytes, host: bytes | None) -> None:
    if target.startswith(b"/") or target == b"*":
        return
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None or host is None or absolute["authority"].lower() != host.lower():
        raise Refused("The request's target is not at its Host.")

"""Usual heads are not given to llhttp: it would read the same of each; what it may read otherwise is not usual."""

import httptools
import pytest

from graph.serving.connections import request_head

POST = b"POST /graphql HTTP/1.1\r\nHost: a\r\n"


class Read:
    """What llhttp reads of a request."""

    def __init__(self, head: bytes) -> None:
        self.target, self.fields, self.is_complete = b"", [], False  # type: ignore[var-annotated]
        parser = httptools.HttpRequestParser(self)
        parser.feed_data(head)
        self.method, self.version = parser.get_method(), parser.get_http_version()
        self.keeps_alive, self.upgrades = parser.should_keep_alive(), parser.should_upgrade()

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name.lower(), value.rstrip(b" \t")))

    def on_message_complete(self) -> None:
        self.is_complete = True


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (POST + b"\r\n", None),
        (POST + b"Content-Length: 0\r\n\r\n", 0),
        (POST + b"content-length:12\r\nConnection: Keep-Alive\r\n\r\n", 12),
        (
            POST
            + b"X-Empty:\r\nX-Blank: \t \r\nX-Wide:  a \t b  \r\nX-Latin: \xe6\r\nContent-Length: 2\r\n\r\n",
            2,
        ),
        (POST + b"Accept: a, b;q=0.9\r\nAccept: c\r\nX-Colon: a:b: c\r\nCookie: a=b\r\n\r\n", None),
        (b"GET /readyz/writes HTTP/1.1\r\nHost: [::1]:8000\r\nUser-Agent: a\r\n\r\n", None),
    ],
)
def test_a_usual_head_is_what_llhttp_reads(head: bytes, length: int | None) -> None:
    found, read = request_head.check(head), Read(head)
    assert found.is_usual
    assert (found.method, found.target, list(found.fields)) == (read.method, read.target, read.fields)
    assert (read.version, read.keeps_alive, read.upgrades) == ("1.1", True, False)
    assert found.length == length
    # Only a body that has a length follows.
    assert read.is_complete is (not length)


@pytest.mark.parametrize(
    "head",
    [
        POST.replace(b"1.1", b"1.0") + b"\r\n",
        POST.replace(b"POST", b"CONNECT") + b"\r\n",
        POST.replace(b"POST", b"BREW") + b"\r\n",
        POST.replace(b"/graphql", b"/graphql?query=a") + b"\r\n",
        POST.replace(b"/graphql", b"/%67raphql") + b"\r\n",
        POST.replace(b"/graphql", b"http://a/graphql") + b"\r\n",
        POST + b"Connection: close\r\n\r\n",
        POST + b"Connection: keep-alive, close\r\n\r\n",
        POST + b"Connection: keep-alive\r\nConnection: close\r\n\r\n",
        POST + b"Connection: close\r\nConnection: keep-alive\r\n\r\n",
        POST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        POST + b"Proxy-Connection: close\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n",
        POST + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\n",
    ],
)
def test_what_decides_how_a_request_is_read_is_left_to_llhttp(head: bytes) -> None:
    assert not request_head.check(head).is_usual

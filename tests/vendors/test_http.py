"""What the vendor port sends, and what it makes of each answer."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from models.errors import Unsendable, VendorBadResponse, VendorRateLimited, VendorUnreachable
from tests.support.accounts import VSEE
from tests.support.raw_vendor import EASY, TINY, always, asked, both_ways, served_raw, vendor_that
from vendors.http import FormPart, VendorHttp, segment


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("zürich", "z%C3%BCrich"),
        ("../x", "..%2Fx"),
    ],
)
def test_an_id_stays_one_segment(value: str, encoded: str) -> None:
    assert segment(value) == encoded


@pytest.mark.parametrize("value", ["", ".", "..", "\ud800"])
def test_an_id_that_would_name_another_resource_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        segment(value)


@both_ways
async def test_an_encoded_segment_reaches_the_vendor_as_it_is(way: str) -> None:
    async with vendor_that(always()) as (http, seen):
        await asked(http, way, f"/rooms/{segment('a/b?%')}")
    assert b" /api/rooms/a%2Fb%3F%25?token=s3cret HTTP/1.1" in seen[0]


async def test_none_is_left_out_and_booleans_are_words() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.get("/x", operation="x", params={"b": True, "a": "ü &", "c": None, "d": 0, "e": False})
    assert seen[0].startswith(b"GET /api/x?a=%C3%BC%20%26&b=true&d=0&e=false HTTP/1.1\r\n")


@pytest.mark.parametrize("path", ["rooms", "@evil.example/", "/rooms?a=b", "/rooms#a"])
async def test_a_path_cannot_change_host_or_query(path: str) -> None:
    async with vendor_that(always()) as (http, _):
        with pytest.raises(ValueError, match="a path begins with a slash"):
            await http.get(path, operation="x")


@pytest.mark.parametrize(
    "url",
    [
        "vendor.example",
        "ftp://vendor.example",
        "https://",
        "https://vendor.example/?a=1",
        "https://vendor.example:port",
        "https://☃.example",
    ],
)
def test_a_base_url_must_be_http_with_a_host(url: str) -> None:
    with pytest.raises(ValueError, match="base URL"):
        VendorHttp(account=VSEE, base_url=url)


async def test_a_header_that_cannot_be_sent_is_refused_without_repeating_it() -> None:
    async with vendor_that(always()) as (http, _):
        with pytest.raises(Unsendable) as caught:
            await http.get("/x", operation="x", headers={"authorization": "s3cret\r\nx: y"})
    assert "authorization" in caught.value.message
    assert "s3cret" not in caught.value.message


@both_ways
async def test_a_name_and_password_in_the_base_url_are_basic_authorization(way: str) -> None:
    async with served_raw(always()) as (port, seen):
        http = VendorHttp(account=VSEE, base_url=f"http://a%40b:c%3Ad@127.0.0.1:{port}/x", limits=EASY)
        await asked(http, way)
        await http.get("/y", operation="x", headers={"Authorization": "Bearer t"})
        await http.aclose()
    assert b"\r\nauthorization: Basic %s\r\n" % b64encode(b"a@b:c:d") in seen[0]
    assert [line for line in seen[1].split(b"\r\n") if b"uthorization" in line] == [
        b"authorization: Bearer t"
    ]
    assert f"\r\nhost: 127.0.0.1:{port}\r\n".encode() in seen[0]


async def test_a_base_path_is_encoded_once() -> None:
    async with served_raw(always()) as (port, seen):
        http = VendorHttp(account=VSEE, base_url=f"http://127.0.0.1:{port}/a b/%2F/", limits=EASY)
        await http.get("/x", operation="x")
        await http.aclose()
    assert seen[0].startswith(b"GET /a%20b/%2F/x HTTP/1.1\r\n")


async def test_json_goes_out_as_json() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("PUT", "/x", operation="x", json={"title": "ü"}, headers={"X-Key": "k"})
    head, body = seen[0].split(b"\r\n\r\n")
    assert (body, b"content-type: application/json" in head.lower()) == ('{"title":"ü"}'.encode(), True)


async def test_json_null_is_a_body() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("POST", "/x", operation="x", json=None)
    assert seen[0].endswith(b"\r\n\r\nnull")


async def test_a_form_goes_out_urlencoded() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("POST", "/x", operation="x", form={"a": "1 2", "b": "ü"})
    assert seen[0].endswith(b"\r\n\r\na=1+2&b=%C3%BC")


async def test_a_multipart_field_without_a_file_is_really_multipart_and_has_a_length() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send(
            "POST", "/x", operation="x", multipart=[FormPart("a", "1"), FormPart("f", b"\0", "f.bin")]
        )
    head, body = seen[0].split(b"\r\n\r\n", 1)
    assert b"multipart/form-data; boundary=" in head
    assert b"content-length: " in head.lower()
    assert b'name="a"\r\n\r\n1\r\n' in body
    assert b'name="f"; filename="f.bin"' in body


async def test_a_call_has_one_body() -> None:
    async with vendor_that(always()) as (http, _):
        with pytest.raises(ValueError, match="one body"):
            await http.send("POST", "/x", operation="x", json={}, form={})


async def test_a_cookie_does_not_ride_on_the_next_call() -> None:
    async with vendor_that(always(b"{}", "200 OK", "Set-Cookie: session=1; Path=/")) as (http, seen):
        for way in ("send", "send", "get"):
            await asked(http, way)
    assert b"cookie" not in b"".join(seen).lower()


async def test_a_proxy_from_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with vendor_that(always()) as (http, seen):
        await asked(http, "get")
        await asked(http, "send")
    assert len(seen) == 2


@both_ways
async def test_a_reply_has_status_headers_and_value(way: str) -> None:
    async with vendor_that(always(b'{"a":[1]}', "201 Created", "X-One: 1", "x-Two: a", "X-Two: b")) as (
        http,
        _,
    ):
        reply = await asked(http, way)
    assert (reply.status, reply.value, reply.is_json) == (201, {"a": [1]}, True)
    assert (reply.headers["x-one"], reply.headers["x-two"]) == ("1", "a, b")


@both_ways
@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "500 Internal Server Error"])
async def test_a_refusal_in_json_is_left_to_the_adapter(way: str, status: str) -> None:
    async with vendor_that(always(b'{"code":4106}', status)) as (http, _):
        reply = await asked(http, way)
    assert (reply.status, reply.value) == (int(status[:3]), {"code": 4106})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"NaN",
        b"[Infinity]",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"[" * 40_000,
        b"1e999",
    ],
    ids=[
        "empty",
        "html",
        "cut",
        "nan",
        "infinity",
        "latin-1",
        "raw surrogate",
        "nested",
        "range",
    ],
)
async def test_what_is_not_json_says_so(body: bytes) -> None:
    async with vendor_that(always(body)) as (http, _):
        reply = await asked(http, "get")
    assert (reply.status, reply.value, reply.is_json) == (200, None, False)


async def test_a_text_that_was_cut_inside_an_emoji_costs_no_answer() -> None:
    async with vendor_that(always(rb'[{"title":"Check-up \ud83d"},{"title":"Visit"}]')) as (http, _):
        reply = await asked(http, "get")
    assert reply.value == [{"title": "Check-up \ufffd"}, {"title": "Visit"}]


async def test_null_is_json() -> None:
    async with vendor_that(always(b"null")) as (http, _):
        reply = await asked(http, "get")
    assert (reply.value, reply.is_json) == (None, True)


@both_ways
@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Service Unavailable"])
async def test_a_5xx_is_unreachable_with_its_status(way: str, status: str) -> None:
    async with vendor_that(always(b"<html>", status)) as (http, _):
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, way)
    assert caught.value.status == int(status[:3])


async def test_a_gateway_error_in_json_is_unreachable_too() -> None:
    async with vendor_that(always(b"{}", "503 Service Unavailable")) as (http, _):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")


@both_ways
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "304 Not Modified", "307 Temporary"])
async def test_a_redirect_is_not_followed(way: str, status: str) -> None:
    async with vendor_that(always(b"", status, "Location: /elsewhere")) as (http, seen):
        with pytest.raises(VendorBadResponse) as caught:
            await asked(http, way)
    assert (caught.value.status, len(seen)) == (int(status[:3]), 1)


@both_ways
@pytest.mark.parametrize(
    ("header", "milliseconds"),
    [
        ("7", 7000),
        ("0", 0),
        ("1000000000", 60_000),
        ("soon", 1000),
        ("-1", 1000),
        ("1.5", 1500),
        ("9" * 400, 60_000),
    ],
)
async def test_retry_after_is_read_and_bounded(way: str, header: str, milliseconds: int | None) -> None:
    async with vendor_that(always(b"{}", "429 Too Many", f"Retry-After: {header}")) as (http, _):
        with pytest.raises(VendorRateLimited) as caught:
            await asked(http, way)
    assert caught.value.retry_after_ms == milliseconds


@pytest.mark.parametrize(("ahead", "milliseconds"), [(timedelta(days=1), 60_000), (timedelta(days=-1), 0)])
async def test_retry_after_may_be_a_date(ahead: timedelta, milliseconds: int) -> None:
    date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
    async with vendor_that(always(b"{}", "429 Too Many", f"Retry-After: {date}")) as (http, _):
        with pytest.raises(VendorRateLimited) as caught:
            await asked(http, "get")
    assert caught.value.retry_after_ms == milliseconds


async def test_429_without_retry_after_has_the_pause_that_the_limits_set() -> None:
    async with vendor_that(always(b"{}", "429 Too Many")) as (http, _):
        with pytest.raises(VendorRateLimited) as caught:
            await asked(http, "get")
    assert caught.value.retry_after_ms == TINY.retry_after_unknown * 1000

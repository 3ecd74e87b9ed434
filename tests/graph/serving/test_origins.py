"""Which origins are listed, and which page is the gateway's own."""

import pytest

from graph.serving.origins import Origins, of_address, origin


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://clinic.example", "https://clinic.example"),
        ("https://clinic.example:443", "https://clinic.example"),
        ("http://clinic.example:80", "http://clinic.example"),
        ("http://clinic.example:443", "http://clinic.example:443"),
        ("HTTPS://Clinic.Example:8443", "https://clinic.example:8443"),
        ("http://[::1]:5173", "http://[::1]:5173"),
        ("http://xn--bcher-kva.example", "http://xn--bcher-kva.example"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("chrome-extension://abcdefgh", "chrome-extension://abcdefgh"),
        ("null", "null"),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(written: str, read: str) -> None:
    assert origin(written) == read


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("*", "No `*`"),
        ("https://*.clinic.example", "No `*`"),
        ("clinic.example", "scheme"),
        ("", "scheme"),
        ("NULL", "scheme"),
        ("https://clinic.example/", "no `/` at its end"),
        ("https://clinic.example/video", "no path"),
        ("https://clinic.example?a", "no path"),
        ("https://bücher.example", "xn--"),
        ("https://ann:s3cret@clinic.example", "a scheme, a host"),
        ("https://clinic.example:port", "a scheme, a host"),
        ("https://", "a scheme, a host"),
        ("https://a b", "a scheme, a host"),
        ("https://clinic.example,https://other.example", "no path"),
    ],
)
def test_what_is_no_origin_is_refused_in_words(written: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"o") as refused:
        origin(written)
    assert told in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("https://clinic.example/video", "https://clinic.example"),
        ("https://clinic.example/", "https://clinic.example"),
        ("http://10.0.0.7:8080", "http://10.0.0.7:8080"),
        ("HTTPS://Clinic.example:443/a/b", "https://clinic.example"),
    ],
)
def test_an_address_has_an_origin(address: str, read: str) -> None:
    assert of_address(address) == read


@pytest.mark.parametrize(
    "address",
    [
        "clinic.example",
        "ftp://clinic.example",
        "null",
        "https:///a",
        "https://a@clinic.example",
        "https://a?b=c",
        "",
    ],
)
def test_what_is_no_address_has_none(address: str) -> None:
    with pytest.raises(ValueError, match=r"\.example"):
        of_address(address)


LOOPBACK = ["http://localhost:5173", "http://127.0.0.1:3000", "https://[::1]:4321", "http://localhost"]
NOT_LOOPBACK = [
    "http://localhost.evil.example",
    "http://evil.example:5173",
    "http://127.0.0.1.evil.example",
    "http://localhost:5173@evil.example",
    "http://localhost:5173/",
    "http://10.0.0.1",
    "capacitor://localhost",
    "null",
    "",
]


@pytest.mark.parametrize("page", LOOPBACK)
def test_pages_of_this_machine_are_listed_where_any_of_them_is(page: str) -> None:
    assert Origins(any_loopback=True).lists(page)
    assert not Origins().lists(page)


@pytest.mark.parametrize("page", NOT_LOOPBACK)
def test_what_only_looks_like_this_machine_is_not(page: str) -> None:
    assert not Origins(any_loopback=True).lists(page)


@pytest.mark.parametrize(
    ("page", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("https://clinic.example", "clinic.example"),
        ("https://clinic.example", "Clinic.Example:443"),
        ("http://clinic.example", "clinic.example:80"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_a_page_of_the_asked_host_may_open_a_socket(page: str, host: str) -> None:
    assert Origins().may_open(page, host)


@pytest.mark.parametrize(
    ("page", "host"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("https://clinic.example", "clinic.example:80"),
        ("https://evil.example", "clinic.example"),
        ("https://evil.example", ""),
        ("null", "null"),
        ("null", ""),
        ("://", ""),
        ("", ""),
        ("capacitor://localhost", "localhost"),
        ("http://clinic.example/", "clinic.example/"),
    ],
)
def test_another_page_may_not(page: str, host: str) -> None:
    assert not Origins().may_open(page, host)


def test_the_log_forgets_whom_it_named_before_it_remembers_too_many(caplog: pytest.LogCaptureFixture) -> None:
    origins = Origins()
    for number in range(1001):
        origins.refused(f"https://{number}.example", "A request")
    origins.refused("https://1000.example", "A request")
    assert len(caplog.records) == 1001
    origins.refused("https://0.example", "A request")
    assert len(caplog.records) == 1002

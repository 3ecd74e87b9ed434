"""Pages of other origins, and a gateway's own pages through a proxy, in a real Chromium."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.proxies import nginx, room, vite
from tests.support.demo import ADMIN, first_port
from tests.support.serve import bearer, serving
from tests.support.site import Quiet, a_site
from tests.support.world import LOOPBACK

pytestmark = pytest.mark.browser

QUEUE = "subscription ($id: ID!) { roomQueue(id: $id) { id } }"
NAME = "{ __typename }"
ASKING = (Path(__file__).parent / "asking.js").read_text("utf-8")

Tab = Callable[[str], AbstractContextManager[Page]]
Credentials = Callable[[], dict[str, str]]
Proxy = Callable[..., AbstractContextManager[str]]

each_way = pytest.mark.parametrize("how", ["fetch", "events", "EventSource", "socket"])


class _Blank(Quiet):
    """Answers every path with a page of nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A page</title>")


@pytest.fixture(scope="module")
def listed() -> Iterator[str]:
    with a_site(_Blank) as site:
        yield site


@pytest.fixture(scope="module")
def unlisted() -> Iterator[str]:
    with a_site(_Blank) as site:
        yield site


@pytest.fixture(scope="module")
def public_port() -> int:
    return first_port()


@pytest.fixture(scope="module")
def served(
    gateway: str, listed: str, public_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[bool], str]]:
    """Gateways over the demo's VSee that list one site; the second of them is told its public address."""
    address = httpx.URL(gateway)
    settings = {
        "VSEE__BASE_URL": str(address.copy_with(port=(address.port or 0) + 4, path="/api_v3")),
        "VSEE__ACCOUNT_CODE": "harbour",
        "VSEE__ADMIN_TOKEN": "vsee-demo-admin-token",
        "ORIGINS": f'["{listed}"]',
        "SOCKET_QUERIES": "true",
    }
    public = {"PUBLIC_URL": f"http://{LOOPBACK}:{public_port}"}
    folders = [{"MONGODB_FOLDER": str(tmp_path_factory.mktemp("mongod"))} for _ in range(2)]
    with (
        serving(settings | folders[0], asked="/readyz") as (_, plain),
        serving(settings | folders[1] | public, asked="/readyz") as (_, told),
    ):
        yield lambda knows_its_address: told if knows_its_address else plain


@pytest.fixture
def tab(chromium: Browser) -> Tab:
    """Opens a page of an origin."""

    @contextmanager
    def opened(origin: str) -> Iterator[Page]:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"{origin}/a-page")
        yield page
        context.close()

    return opened


def asked(
    page: Page, how: str, gateway: str, query: str = NAME, *, by: Credentials = bearer, **variables: Any
) -> Any:
    """What a page gets to see of an answer.

    Args:
        by: makes the header with a token; by default one that `serve` accepts.
    """
    given = {"how": how, "url": f"{gateway}/graphql", "query": query, "variables": variables}
    return page.evaluate(ASKING, given | by())


def query_of(how: str, gateway: str, by: Credentials = bearer) -> tuple[str, dict[str, str], dict[str, Any]]:
    """What is asked in a way, its variables, and the data that must come."""
    if how == "fetch":
        return NAME, {}, {"__typename": "Query"}
    id = room(gateway, by)
    return QUEUE, {"id": id}, {"roomQueue": {"id": id}}


# Pages of other origins


@each_way
def test_a_page_of_this_machine_uses_the_demo(tab: Tab, unlisted: str, gateway: str, how: str) -> None:
    query, variables, data = query_of(how, gateway, lambda: ADMIN)
    with tab(unlisted) as page:
        assert asked(page, how, gateway, query, by=lambda: ADMIN, **variables)["data"] == data


@each_way
def test_a_listed_page_uses_a_gateway(tab: Tab, listed: str, served: Callable[[bool], str], how: str) -> None:
    gateway = served(False)
    query, variables, data = query_of(how, gateway)
    with tab(listed) as page:
        assert asked(page, how, gateway, query, **variables)["data"] == data


def test_a_listed_page_reads_the_headers_of_an_answer(
    tab: Tab, listed: str, served: Callable[[bool], str]
) -> None:
    with tab(listed) as page:
        assert asked(page, "fetch", served(False))["requestId"]


@pytest.mark.parametrize("how", ["fetch", "events", "EventSource"])
def test_a_page_that_is_not_listed_sees_no_answer(
    tab: Tab, unlisted: str, served: Callable[[bool], str], how: str
) -> None:
    with tab(unlisted) as page:
        assert set(asked(page, how, served(False))) == {"failed"}


def test_a_page_that_is_not_listed_is_told_why_its_socket_closes(
    tab: Tab, unlisted: str, served: Callable[[bool], str]
) -> None:
    with tab(unlisted) as page:
        told = asked(page, "socket", served(False))
    assert told["code"] == 4403
    assert "MEETGRAPH_ORIGINS" in told["reason"]


def test_a_sandboxed_frame_has_no_part_even_in_the_demo(tab: Tab, unlisted: str, gateway: str) -> None:
    with tab(unlisted) as page:
        page.set_content('<iframe sandbox="allow-scripts" srcdoc="<title>A frame</title>"></iframe>')
        frame = page.frames[-1]
        frame.wait_for_load_state()
        given = {"how": "socket", "url": f"{gateway}/graphql", "query": NAME, "variables": {}, **ADMIN}
        assert frame.evaluate("self.origin") == "null"
        assert frame.evaluate(ASKING, given)["code"] == 4403
        assert set(frame.evaluate(ASKING, given | {"how": "fetch"})) == {"failed"}


# Its own pages, through a proxy


PROXIES: dict[str, Proxy] = {
    "nginx": nginx,
    "nginx without Host": partial(nginx, host=None),
    "nginx with $host": partial(nginx, host="$host"),
    "vite": vite,
    "vite with changeOrigin": partial(vite, changes_origin=True),
}
KEEPING = ("nginx", "vite")
REWRITING = tuple(name for name in PROXIES if name not in KEEPING)


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_gateway_that_is_told_its_address_is_used_through_any_proxy(
    tab: Tab, served: Callable[[bool], str], public_port: int, proxy: str, tmp_path: Path
) -> None:
    gateway = served(True)
    with PROXIES[proxy](tmp_path, public_port, gateway) as address, tab(address) as page:
        for how in ("fetch", "events", "EventSource", "socket"):
            query, variables, data = query_of(how, gateway)
            assert asked(page, how, address, query, **variables).get("data") == data, how


@pytest.mark.parametrize("proxy", KEEPING)
def test_a_proxy_that_keeps_host_needs_no_setting(
    tab: Tab, served: Callable[[bool], str], public_port: int, proxy: str, tmp_path: Path
) -> None:
    with PROXIES[proxy](tmp_path, public_port, served(False)) as address, tab(address) as page:
        assert asked(page, "socket", address)["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("proxy", REWRITING)
def test_where_host_is_rewritten_a_page_is_told_which_setting_its_socket_needs(
    tab: Tab, served: Callable[[bool], str], public_port: int, proxy: str, tmp_path: Path
) -> None:
    with PROXIES[proxy](tmp_path, public_port, served(False)) as address, tab(address) as page:
        told = asked(page, "socket", address)
        assert told["code"] == 4403
        assert "MEETGRAPH_PUBLIC_URL" in told["reason"]
        # A browser asks nobody's permission for a page's own address.
        for how in ("fetch", "events", "EventSource"):
            assert asked(page, how, address)["data"] == {"__typename": "Query"}, how


def test_the_demo_is_used_through_a_development_server_that_rewrites_host(
    tab: Tab, gateway: str, public_port: int, tmp_path: Path
) -> None:
    with vite(tmp_path, public_port, gateway, changes_origin=True) as address, tab(address) as page:
        query, variables, data = query_of("socket", gateway, lambda: ADMIN)
        assert asked(page, "socket", address, query, by=lambda: ADMIN, **variables)["data"] == data

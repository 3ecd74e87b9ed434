"""The explorer where a proxy shows it: below a prefix, over TLS, and where the proxy knows no WebSockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph.serving.app import create_app
from graph.serving.origins import Origins
from graph.serving.process.demo import DemoSettings
from tests.support.anonymous import Anonymous
from tests.support.explorer import (
    ANSWER,
    EXECUTE,
    QUERY_EDITOR,
    Opening,
    run,
    screenshot,
    status,
    tab,
    visit,
    write_operation,
)
from tests.support.proxy import proxy, write_certificate
from tests.support.world import bound, served
from tests.support.world import port_of as port_of_socket
from vendors.adapters import Adapters

pytestmark = pytest.mark.browser


def port_of(gateway: str) -> int:
    return int(gateway.rsplit(":", 1)[1])


def use(page: Page, scheme: str) -> None:
    """Uses all that has an address: assets, the API, its schema, a socket."""
    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.locator(".graphiql-plugin")).to_contain_text("Query")
    write_operation(page, "query", "Asked", "{ __typename }")
    assert run(page).json()["data"] == {"__typename": "Query"}
    write_operation(
        page, "subscription", "Followed", '{ roomQueue(id: "MTpSb29tOlZTRUU6bm9vcjE") { queue { length } } }'
    )
    with page.expect_websocket() as opened:
        page.locator(EXECUTE).click()
    assert opened.value.url == page.url.replace("http", scheme, 1).split("?")[0].rstrip("/")
    expect(page.locator(ANSWER)).to_contain_text("length")


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/graphql", "/api/v1/graphql/", "/api/v1/graphql?query={x}"]
)
def test_it_works_below_a_prefix_that_the_proxy_strips(opened: Opening, gateway: str, path: str) -> None:
    with proxy(port_of(gateway), strip="/api/v1") as address, opened(address) as context:
        page = visit(context, address + path)
        assert page.url.startswith(f"{address}/api/v1/graphql")
        if "query=" not in path:
            use(page, "ws")


class ServeSettings(DemoSettings):
    """Settings that let no page of this machine in by themselves, as those of `serve`."""

    @property
    def page_origins(self) -> Origins:
        return Origins(public_url=self.public_url)


@contextmanager
def alone(**settings: object) -> Iterator[int]:
    """The port of a gateway without any vendor."""
    listening = bound()
    with served(
        {
            listening: create_app(
                ServeSettings(explorer=True, **settings), vendors=Adapters(), authenticator=Anonymous()
            )
        }
    ):
        yield port_of_socket(listening)


def test_it_works_below_a_prefix_that_the_proxy_keeps(opened: Opening) -> None:
    with (
        alone(path_prefix="/api/v1") as port,
        proxy(port) as address,
        opened(address) as context,
    ):
        page = visit(context, f"{address}/api/v1/")
        assert page.url == f"{address}/api/v1/graphql"
        write_operation(page, "query", "Asked", "{ __typename }")
        assert run(page).json()["data"] == {"__typename": "Query"}
        write_operation(page, "subscription", "Followed", "{ nonsense }")
        page.locator(EXECUTE).click()
        expect(page.locator(ANSWER)).to_contain_text("Cannot query field")


def test_a_page_that_the_gateway_does_not_know_is_told_which_setting_it_needs(opened: Opening) -> None:
    with (
        alone() as port,
        proxy(port, keeps_host=False) as address,
        opened(address) as context,
    ):
        page = visit(context, f"{address}/graphql")
        write_operation(page, "subscription", "Followed", "{ nonsense }")
        page.locator(EXECUTE).click()
        expect(status(page)).to_contain_text("MEETGRAPH_PUBLIC_URL» (code 4403)")


def test_over_tls_its_socket_speaks_tls_too(opened: Opening, gateway: str, tmp_path: Path) -> None:
    certificate = tmp_path / "loopback.pem"
    write_certificate(certificate)
    with (
        proxy(port_of(gateway), strip="/clinic", certificate=certificate) as address,
        opened(address, ignore_https_errors=True) as context,
    ):
        use(visit(context, f"{address}/clinic/graphql"), "ws")


def test_where_sockets_do_not_pass_a_sentence_says_so(opened: Opening, gateway: str) -> None:
    with (
        proxy(port_of(gateway), sockets=False) as address,
        opened(address, expected="WebSocket connection") as context,
    ):
        page = visit(context, f"{address}/graphql")
        tab(page, "RoomQueue").click()
        expect(page.locator(QUERY_EDITOR)).to_contain_text("RoomQueue")
        page.locator(EXECUTE).click()
        expect(status(page)).to_contain_text("was refused or cut (code 1006, no reason given)")
        expect(status(page)).to_contain_text("something on the way does not pass WebSockets on")
        expect(page.locator(ANSWER)).to_contain_text("1006")
        expect(page.locator(ANSWER)).not_to_contain_text("[object")
        screenshot(page, "refused-socket")

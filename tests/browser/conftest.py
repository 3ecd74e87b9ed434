"""A demo gateway, and a Chromium that can reach nothing else."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, WebSocket, sync_playwright

from tests.support.demo import demo, first_port

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What slips past the page's own requests (pre-connects, the browser itself) finds no address either.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def gateway() -> Iterator[str]:
    """The address of a gateway with the demo world; MEETGRAPH_GATEWAY names one that runs already."""
    running = os.environ.get("MEETGRAPH_GATEWAY")
    if running:
        yield running.rstrip("/")
        return
    port = first_port()
    with demo(port) as (process, _):
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGINT)
        process.wait(20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Per module, not per session: playwright keeps an event loop running, in which no async test could start.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(params=["light"])
def page(chromium: Browser, gateway: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The explorer on a first visit; whatever it asks of another host, or logs as an error, fails the test."""
    context = chromium.new_context(color_scheme=request.param, viewport={"width": 1400, "height": 900})
    foreign: list[str] = []
    complaints: list[str] = []

    def only_the_gateway(route: Route) -> None:
        if route.request.url.startswith((f"{gateway}/", "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    def note_socket(socket: WebSocket) -> None:
        if not socket.url.startswith(gateway.replace("http", "ws", 1) + "/"):
            foreign.append(socket.url)

    def keep_complaints(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    context.route("**/*", only_the_gateway)
    context.on("console", keep_complaints)
    context.on("weberror", lambda failure: complaints.append(str(failure.error)))
    page = context.new_page()
    page.on("websocket", note_socket)
    page.goto(f"{gateway}/graphql")
    page.locator(".graphiql-query-editor .view-line").first.wait_for()
    yield page
    context.close()
    assert foreign == []
    assert complaints == []

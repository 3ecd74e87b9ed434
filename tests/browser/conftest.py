"""A demo gateway, and a Chromium that can reach nothing else."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    WebSocket,
    sync_playwright,
)

from tests.support.demo import demo, first_port
from tests.support.explorer import Opening, visit

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


@pytest.fixture
def opened(chromium: Browser) -> Opening:
    """Opens a browser's profile; whatever its pages ask of another host, or log as an error, fails the test."""

    @contextmanager
    def opening(address: str, *, expected: str = "", **more: Any) -> Iterator[BrowserContext]:
        """Opens one for the host of an address; with what an error may have in it that the test is about."""
        more = {"viewport": {"width": 1400, "height": 900}} | more
        context = chromium.new_context(**more)
        host = urlsplit(address).netloc
        foreign: list[str] = []
        complaints: list[str] = []

        def only_the_gateway(route: Route) -> None:
            asked = urlsplit(route.request.url)
            if asked.netloc == host or asked.scheme in ("data", "blob"):
                route.continue_()
            else:
                foreign.append(route.request.url)
                route.abort()

        def note_socket(socket: WebSocket) -> None:
            if urlsplit(socket.url).netloc != host:
                foreign.append(socket.url)

        def keep_complaints(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not (expected and expected in message.text):
                complaints.append(message.text)

        context.route("**/*", only_the_gateway)
        context.on("console", keep_complaints)
        context.on("weberror", lambda failure: complaints.append(str(failure.error)))
        context.on("page", lambda page: page.on("websocket", note_socket))
        yield context
        context.close()
        assert foreign == []
        assert complaints == []

    return opening


@pytest.fixture(params=["light"])
def page(opened: Opening, gateway: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The explorer on a first visit."""
    with opened(gateway, color_scheme=request.param) as context:
        yield visit(context, f"{gateway}/graphql")

"""The examples, installed and built as their READMEs say, against a running demo."""

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.support.demo import ADMIN, ADMIN_TOKEN, first_port
from tests.support.serve import bearer, serving
from tests.support.site import Quiet, a_site
from tests.support.world import LOOPBACK
from web import npm

pytestmark = pytest.mark.interop

EXAMPLES = Path(__file__).parents[2] / "examples"
Shown = Callable[..., AbstractContextManager[Page]]
RENAME = """
mutation ($meeting: ID!, $title: String!) {
  updateMeeting(input: {meeting: $meeting, title: $title}) { meeting { title } problems { message } }
}
"""


class _Folder(Quiet, SimpleHTTPRequestHandler):
    """Answers with the files of a folder."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def shown(chromium: Browser, tmp_path: Path) -> Shown:
    """Builds an example for a gateway and shows it, as a site of its own; what the page complains of fails the test."""

    @contextmanager
    def showing(
        name: str, gateway: str, *, port: int = 0, expected: str = "", token: str = ADMIN_TOKEN
    ) -> Iterator[Page]:
        """Shows one, at a port; with what an error may have in it that the test is about."""
        found = npm.found()
        assert found is not None, "The examples need Node.js 20.19 or newer."
        example = EXAMPLES / name
        installed, wanted = example / "node_modules" / ".package-lock.json", example / "package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            assert found.run("ci", folder=example) == 0
        built = tmp_path / name
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VITE_MEETGRAPH", gateway)
            patch.setenv("VITE_MEETGRAPH_TOKEN", token)
            build = ("run", "--silent", "build", "--", "--outDir", str(built), "--emptyOutDir")
            assert found.run(*build, folder=example) == 0
        complaints: list[str] = []

        def note(told: ConsoleMessage) -> None:
            if told.type in ("error", "warning") and not (expected and expected in told.text):
                complaints.append(told.text)

        with (
            a_site(partial(_Folder, directory=str(built)), port) as site,
            closing(chromium.new_page()) as page,
        ):
            page.on("console", note)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(site)
            yield page
        assert complaints == []

    return showing


def test_each_example_is_run_below() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == {
        "react-apollo",
        "urql",
        "python-gql",
    }


def test_react_with_apollo_lists_pages_writes_and_follows(shown: Shown, gateway: str) -> None:
    with shown("react-apollo", gateway) as page:
        list_write_and_follow_meetings(page, gateway)


def list_write_and_follow_meetings(page: Page, gateway: str) -> None:
    rows = page.locator("tr")
    expect(rows).to_have_count(5)
    missing = page.get_by_label("Not shown").locator("li")
    expect(missing.filter(has_text="VConnct")).to_have_count(1)
    page.get_by_role("button", name="More").click()
    expect(rows.nth(5)).to_be_visible()
    expect(missing.filter(has_text="VConnct")).to_have_count(1)

    title = f"By Apollo {uuid.uuid4().hex[:6]}"
    page.get_by_label("Title").fill(title)
    page.get_by_label("Minutes").fill("5")
    page.get_by_role("button", name="Schedule").click()
    refused = page.locator("label", has=page.get_by_label("Minutes")).locator("em")
    expect(refused).to_have_text("This must be at least 10.")
    page.get_by_label("Minutes").fill("30")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator("output")).to_have_text(f"Scheduled: {title}")

    expect(rows).to_have_count(5)
    more = page.get_by_role("button", name="More")
    count = 5
    while more.is_visible() and not rows.filter(has_text=title).count():
        more.click()
        expect(rows.nth(count)).to_be_visible()
        count = rows.count()
    expect(rows.filter(has_text=title)).to_have_count(1)
    expect(page.get_by_label("Following")).to_have_text("live")
    # Somebody else renames it.
    [meeting] = [meeting for meeting in meetings(gateway) if meeting["title"] == title]
    renamed = f"Moved {title}"
    answer = asked(gateway, RENAME, meeting=meeting["id"], title=renamed)["updateMeeting"]
    assert answer["problems"] == []
    expect(rows.filter(has_text=renamed)).to_have_count(1, timeout=15_000)


def test_urql_with_graphcache_lists_pages_writes_and_follows(shown: Shown, gateway: str) -> None:
    with shown("urql", gateway) as page:
        list_rooms_write_and_follow_queues(page, gateway)


def list_rooms_write_and_follow_queues(page: Page, gateway: str) -> None:
    rows = page.locator("tr")
    expect(rows).to_have_count(5)
    page.get_by_role("button", name="More").click()
    expect(rows).to_have_count(10)

    title = page.get_by_label("Meeting's title")
    title.fill("ab")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator("form em")).to_have_text("This must have at least 3 characters.")
    title.fill("By urql")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator("output")).to_have_text("Scheduled: By urql")

    for length in (17, 18):
        set_queue(gateway, length)
        expect(rows.filter(has_text=f"{length} waiting")).to_have_count(1, timeout=15_000)


def test_apollos_multipart_goes_on_when_its_gateway_restarts(
    shown: Shown, gateway: str, tmp_path: Path
) -> None:
    query = "{ meetings(first: 100, filter: {vendors: [VSEE], states: [RUNNING]}) { nodes { vendorId } } }"
    running = [meeting["vendorId"] for meeting in asked(gateway, query)["meetings"]["nodes"]]
    site = first_port()
    with (
        restarted(gateway, tmp_path, site) as (address, restart),
        shown("react-apollo", address, port=site, expected="ERR_", token=served_token()) as page,
    ):
        followed = page.locator("tr").filter(has_text="RUNNING")
        expect(followed).to_have_count(len(running))
        expect(page.get_by_label("Following")).to_have_text("live")
        restart()
        hook(gateway, "end_visit", visit=running[0])
        expect(followed).to_have_count(len(running) - 1, timeout=40_000)


def test_urqls_socket_goes_on_when_its_gateway_restarts(shown: Shown, gateway: str, tmp_path: Path) -> None:
    site = first_port()
    with (
        restarted(gateway, tmp_path, site) as (address, restart),
        shown("urql", address, port=site, expected="ERR_", token=served_token()) as page,
    ):
        expect(page.get_by_label("Not shown")).to_contain_text("EnableX")
        for length in (21, 22):
            set_queue(gateway, length)
            row = page.locator("tr").filter(has_text=f"{length} waiting")
            expect(row).to_have_count(1, timeout=40_000)
            if length == 21:
                restart()


@contextmanager
def restarted(gateway: str, folder: Path, site: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A gateway over the demo's VSee, and an EnableX that is down, for the pages at a port; and what restarts it."""
    settings = {
        "ORIGINS": json.dumps([f"http://{LOOPBACK}:{site}"]),
        "MONGODB_FOLDER": str(folder / "store"),
        "ENABLEX__BASE_URL": "http://127.0.0.1:1",
        "ENABLEX__APP_ID": "nobody's",
        "ENABLEX__APP_KEY": "nobody's",
        "VSEE__BASE_URL": str(beside(gateway, "/api_v3")),
        "VSEE__ACCOUNT_CODE": "harbour",
        "VSEE__ADMIN_TOKEN": "vsee-demo-admin-token",
    }
    port = first_port()
    with ExitStack() as stack:
        process, address = stack.enter_context(serving(settings, port))

        def restart() -> None:
            process.terminate()
            assert process.wait(30) == 0
            stack.enter_context(serving(settings, port))

        yield f"{address}/graphql", restart


def test_python_with_gql_lists_pages_writes_and_follows(gateway: str) -> None:
    set_queue(gateway, 13)
    told = python_tells(gateway, after_the_first_event=lambda: set_queue(gateway, 14))
    assert len([line for line in told if line.startswith("meeting ")]) > 5
    assert any(line.startswith("missing VCONNCT ") for line in told)
    assert told[-4:] == [
        "problem input.durationMinutes This must be at least 10.",
        "scheduled Follow-up by gql",
        "queue 13",
        "queue 14",
    ]


def test_python_with_gql_goes_on_when_its_gateway_restarts(gateway: str, tmp_path: Path) -> None:
    set_queue(gateway, 15)
    with restarted(gateway, tmp_path, first_port()) as (address, restart):
        told = python_tells(address, after_the_first_event=restart, token=served_token())
    assert any(line.startswith("missing ENABLEX ") for line in told)
    # Whoever subscribes is told the present state first.
    assert told[-2:] == ["queue 15", "queue 15"]


def python_tells(
    gateway: str, *, after_the_first_event: Callable[[], None], token: str = ADMIN_TOKEN
) -> list[str]:
    """The lines of the Python example, once it has ended well."""
    command = [sys.executable, "example.py", gateway]
    pipe = subprocess.PIPE
    told: list[str] = []
    with subprocess.Popen(
        command,
        cwd=EXAMPLES / "python-gql",
        env=os.environ | {"MEETGRAPH_TOKEN": token},
        stdout=pipe,
        stderr=pipe,
        text=True,
    ) as process:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            told.append(line.strip())
            if [words.split()[0] for words in told].count("queue") == 1:
                after_the_first_event()
        said = process.stderr.read()
        watchdog.cancel()
    assert (process.returncode, said) == (0, "")
    return told


def meetings(gateway: str) -> Any:
    query = '{ meetings(first: 100, filter: {vendors: [ENABLEX], text: "By Apollo"}) { nodes { id title } } }'
    return asked(gateway, query)["meetings"]["nodes"]


def asked(gateway: str, query: str, **variables: Any) -> Any:
    """The data of an answer without errors."""
    answer = httpx.post(
        gateway, json={"query": query, "variables": variables}, headers=ADMIN, trust_env=False
    ).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def set_queue(gateway: str, length: int) -> None:
    hook(gateway, "set_queue", room="noor1", length=length)


def hook(gateway: str, name: str, **options: Any) -> None:
    address = beside(gateway, f"/_control/hooks/{name}")
    httpx.post(address, json=options, trust_env=False).raise_for_status()


def served_token() -> str:
    """One that `serve` accepts."""
    return bearer()["authorization"].removeprefix("Bearer ")


def beside(gateway: str, path: str) -> httpx.URL:
    """An address at the simulator of VSee."""
    address = httpx.URL(gateway)
    return address.copy_with(port=(address.port or 0) + 4, path=path)

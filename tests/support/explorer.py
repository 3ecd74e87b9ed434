"""What somebody does at the explorer's page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots"
EXAMPLES = sorted((ROOT / "web" / "src" / "examples").glob("*.graphql"))

QUERY_EDITOR = ".graphiql-query-editor .monaco-editor"
SHOWN_TOOL = ".graphiql-editor-tool .monaco-editor:visible"
ANSWER = ".graphiql-response .view-lines"
EXECUTE = ".graphiql-execute-button"

Opening = Callable[..., AbstractContextManager[BrowserContext]]


def visit(context: BrowserContext, address: str) -> Page:
    """Opens the explorer at an address, until it can be used."""
    page = context.new_page()
    page.goto(address)
    page.locator(".graphiql-query-editor .view-line").first.wait_for()
    return page


def write(page: Page, editor: str, text: str) -> None:
    """Replaces what stands in one of GraphiQL's Monaco editors, the way a paste does."""
    page.locator(editor).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def write_operation(page: Page, kind: str, name: str, selection: str) -> None:
    """Writes a named operation and waits until GraphiQL has read it, which its tab's title tells."""
    write(page, QUERY_EDITOR, f"{kind} {name} {selection}")
    expect(tab(page, name)).to_be_visible()


def tab(page: Page, name: str) -> Locator:
    # The one in front has its closing button's name, too.
    named = re.compile(rf"^{name}( Close Tab)?$")
    return page.locator(".graphiql-tabs").get_by_role("tab", name=named)


def run(page: Page) -> Response:
    """Presses the run button and waits for the answer over HTTP."""
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.locator(EXECUTE).click()
    return answered.value


def status(page: Page) -> Locator:
    """The lines about the tab in front."""
    return page.get_by_role("region", name="Status of this tab")


def elsewhere(page: Page) -> Locator:
    """The lines about the other tabs' subscriptions."""
    return page.get_by_role("region", name="Subscriptions of other tabs")


def screenshot(page: Page, name: str) -> None:
    page.screenshot(path=SCREENSHOTS / f"{name}.png")

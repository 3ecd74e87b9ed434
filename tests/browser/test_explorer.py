"""The explorer in a real Chromium, against the demo world."""

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Response, expect

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parent / "screenshots"
EXAMPLES = sorted((Path(__file__).parents[2] / "web" / "src" / "examples").glob("*.graphql"))
SUBSCRIPTIONS = [
    place for place, example in enumerate(EXAMPLES) if "\nsubscription " in example.read_text("utf-8")
]
[SUBSCRIPTION] = [place for place in SUBSCRIPTIONS if "roomQueue" in EXAMPLES[place].read_text("utf-8")]
[FOLLOWING] = [place for place in SUBSCRIPTIONS if "meetingCommands" in EXAMPLES[place].read_text("utf-8")]
[TELLING] = [place for place, example in enumerate(EXAMPLES) if "TellATablet" in example.read_text("utf-8")]
# Those that are answered once, over HTTP.
ANSWERED = [place for place in range(len(EXAMPLES)) if place not in SUBSCRIPTIONS]

QUERY_EDITOR = ".graphiql-query-editor .monaco-editor"
SHOWN_TOOL = ".graphiql-editor-tool .monaco-editor:visible"
ANSWER = ".graphiql-response .view-lines"


def write(page: Page, editor: str, text: str) -> None:
    """Replaces what stands in one of GraphiQL's Monaco editors, the way a paste does."""
    page.locator(editor).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def write_operation(page: Page, kind: str, name: str, selection: str) -> None:
    """Writes a named operation and waits until GraphiQL has read it, which its tab's title tells."""
    write(page, QUERY_EDITOR, f"{kind} {name} {selection}")
    expect(page.get_by_role("tab", name=name)).to_be_visible()


def run(page: Page) -> Response:
    """Presses the run button and waits for the answer over HTTP."""
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.locator(".graphiql-execute-button").click()
    return answered.value


def screenshot(page: Page, name: str) -> None:
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_a_typed_query_shows_rows_of_four_vendors(page: Page) -> None:
    # Monaco renders only the lines in view: a window tall enough shows them all.
    page.set_viewport_size({"width": 1400, "height": 8000})
    write_operation(page, "query", "Typed", "{ meetings(first: 80) { edges { node { vendor } } } }")
    run(page)
    for vendor in ("TELECOMX", "ENABLEX", "VCONNCT", "VSEE"):
        expect(page.locator(ANSWER)).to_contain_text(vendor)


def test_the_first_visit_opens_the_examples(page: Page) -> None:
    expect(page.get_by_role("tab", name="AcrossFourVendors")).to_be_visible()
    expect(page.locator(".graphiql-tabs").get_by_role("tab")).to_have_count(len(EXAMPLES))
    screenshot(page, "first-visit")


@pytest.mark.parametrize("page", ["dark"], indirect=True)
def test_the_page_follows_a_dark_desktop(page: Page) -> None:
    run(page)
    expect(page.locator(ANSWER)).to_contain_text("meetings")
    expect(page.locator(QUERY_EDITOR)).to_contain_class("vs-dark")
    screenshot(page, "dark")


@pytest.mark.parametrize("place", ANSWERED, ids=[EXAMPLES[place].stem for place in ANSWERED])
def test_each_example_runs_without_an_error(page: Page, place: int) -> None:
    page.locator(".graphiql-tabs").get_by_role("tab").nth(place).click()
    answer = run(page).json()
    expect(page.locator(ANSWER)).to_contain_text('"data"')
    screenshot(page, EXAMPLES[place].stem)
    assert "errors" not in answer


def set_queue(gateway: str, length: int) -> None:
    """Lets the simulated clinic's queue be so long."""
    address, port = gateway.rsplit(":", 1)
    hook = f"{address}:{int(port) + 4}/_control/hooks/set_queue"
    httpx.post(hook, json={"room": "noor1", "length": length}, trust_env=False).raise_for_status()


def test_the_subscription_shows_each_change_as_it_happens(page: Page, gateway: str) -> None:
    set_queue(gateway, 12345)
    page.locator(".graphiql-tabs").get_by_role("tab").nth(SUBSCRIPTION).click()
    page.locator(".graphiql-execute-button").click()
    expect(page.locator(ANSWER)).to_contain_text("12345")
    set_queue(gateway, 54321)
    expect(page.locator(ANSWER)).to_contain_text("54321", timeout=15_000)
    screenshot(page, EXAMPLES[SUBSCRIPTION].stem)
    page.locator(".graphiql-execute-button").click()


def test_a_tablets_commands_are_followed_beside_their_giving(page: Page) -> None:
    tabs = page.locator(".graphiql-tabs").get_by_role("tab")
    tabs.nth(TELLING).click()
    told = run(page).json()["data"]
    assert [len(payload["commands"]) for payload in told.values()] == [1, 1, 1, 1]
    tabs.nth(FOLLOWING).click()
    page.locator(".graphiql-execute-button").click()
    expect(page.locator(ANSWER)).to_contain_text("EXECUTED", timeout=15_000)
    screenshot(page, EXAMPLES[FOLLOWING].stem)
    page.locator(".graphiql-execute-button").click()


def test_completion_offers_the_meetings(page: Page) -> None:
    write(page, QUERY_EDITOR, "")
    page.keyboard.type("{ mee")
    offers = page.locator(".suggest-widget.visible")
    expect(offers.get_by_role("option", name="meetings").first).to_be_visible()
    screenshot(page, "completion")


def test_the_docs_describe_the_meetings_field(page: Page, gateway: str) -> None:
    query = '{ __type(name: "Query") { fields { name description } } }'
    fields = page.request.post(f"{gateway}/graphql", data={"query": query}).json()["data"]["__type"]["fields"]
    described = next(field["description"] for field in fields if field["name"] == "meetings")
    page.get_by_role("button", name="Show Documentation Explorer").click()
    docs = page.locator(".graphiql-plugin")
    docs.get_by_role("link", name="Query", exact=True).click()
    docs.get_by_role("link", name="meetings", exact=True).click()
    # The panel shows Markdown as it is meant.
    expect(docs.locator(".graphiql-markdown-description").first).to_have_text(described.replace("`", ""))
    screenshot(page, "docs")


def test_the_field_picker_knows_the_schema(page: Page) -> None:
    page.get_by_role("button", name="Show Field picker").click()
    expect(page.locator(".graphiql-plugin")).to_contain_text("meetings")
    screenshot(page, "field-picker")


def test_a_header_is_sent_with_the_query(page: Page) -> None:
    page.get_by_role("button", name="Headers").click()
    write(page, SHOWN_TOOL, json.dumps({"x-trace": "from the headers tab"}))
    assert run(page).request.headers["x-trace"] == "from the headers tab"


def test_a_token_is_never_stored(page: Page) -> None:
    page.get_by_role("button", name="Headers").click()
    write(page, SHOWN_TOOL, json.dumps({"authorization": "Bearer a-secret-token"}))
    run(page)
    # The history is written some renders after the run; once it shows the run, it is stored.
    page.get_by_role("button", name="Show History").click()
    expect(page.locator(".graphiql-history-item")).to_have_count(1)
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "AcrossFourVendors" in stored
    assert "a-secret-token" not in stored

"""The explorer in a real Chromium, against the demo world."""

import json

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.support.demo import ADMIN
from tests.support.explorer import (
    ANSWER,
    EXAMPLES,
    EXECUTE,
    QUERY_EDITOR,
    SHOWN_TOOL,
    Opening,
    run,
    screenshot,
    status,
    tab,
    visit,
    write,
    write_operation,
)

pytestmark = pytest.mark.browser

SUBSCRIPTIONS = [
    place for place, example in enumerate(EXAMPLES) if "\nsubscription " in example.read_text("utf-8")
]
# Those that are answered once, over HTTP.
ANSWERED = [place for place in range(len(EXAMPLES)) if place not in SUBSCRIPTIONS]


def test_a_typed_query_shows_rows_of_four_vendors(page: Page) -> None:
    # Monaco renders only the lines in view: a window tall enough shows them all.
    page.set_viewport_size({"width": 1400, "height": 8000})
    write_operation(page, "query", "Typed", "{ meetings(first: 80) { edges { node { vendor } } } }")
    run(page)
    for vendor in ("TELECOMX", "ENABLEX", "VCONNCT", "VSEE"):
        expect(page.locator(ANSWER)).to_contain_text(vendor)


@pytest.mark.parametrize("accepted", [None, "gzip"])
def test_the_first_load_takes_less_than_two_megabytes(
    opened: Opening, gateway: str, accepted: str | None
) -> None:
    with opened(gateway) as context:
        if accepted is not None:
            context.set_extra_http_headers({"accept-encoding": accepted})
        requests: list[Request] = []
        context.on("requestfinished", lambda request: requests.append(request))
        # Its worker is the last that a page of GraphiQL loads.
        with context.expect_event("requestfinished", lambda request: "/graphql.worker" in request.url):
            page = visit(context, f"{gateway}/")
        page.wait_for_load_state("networkidle")
        assert page.url == f"{gateway}/graphql"
        loaded = {
            request.url.rsplit("/", 1)[-1]: sizes["responseHeadersSize"] + sizes["responseBodySize"]
            for request in requests
            if not request.url.startswith("data:") and (sizes := request.sizes())
        }
    assert any(name.startswith("graphql.worker") for name in loaded), loaded
    assert sum(loaded.values()) < 2_000_000, loaded


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
    expect(status(page)).to_contain_text("200 OK in ")


def test_what_an_answer_cost_is_in_sight(page: Page) -> None:
    vendors = run(page).json()["extensions"]["vendors"]
    calls = sum(vendor["calls"] for vendor in vendors)
    expect(status(page)).to_contain_text(f"{calls} vendor calls")
    for vendor in vendors:
        expect(status(page)).to_contain_text(f"{vendor['vendor']} {vendor['calls']} in ")


def test_data_beside_errors_says_that_it_is_a_part(page: Page) -> None:
    unknown = '{ meeting(by: { vendorId: { vendor: VSEE, id: "9" } }) { id } node(id: "nonsense") { id } __typename }'
    write_operation(page, "query", "Partly", unknown)
    answer = run(page)
    assert answer.status == 294
    expect(status(page)).to_contain_text("294 Partial Success")


def test_an_answer_that_comes_later_is_shown_in_its_own_tab(page: Page, gateway: str) -> None:
    held: list[Route] = []
    page.route(f"{gateway}/graphql", lambda route: held.append(route))
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("Waiting for the answer")
    tab(page, "Tablets").click()
    held.pop().continue_()
    expect(page.locator(QUERY_EDITOR)).to_contain_text("Tablets")
    expect(page.locator(ANSWER)).to_have_text("")
    tab(page, "AcrossFourVendors").click()
    expect(page.locator(ANSWER)).to_contain_text("meetings")
    expect(status(page)).to_contain_text("200 OK in ")


def test_a_tab_that_comes_back_before_its_answer_asks_nothing_again(page: Page, gateway: str) -> None:
    held: list[Route] = []
    tab(page, "ResetPins").click()
    expect(page.locator(QUERY_EDITOR)).to_contain_text("resetPins")
    page.route(f"{gateway}/graphql", lambda route: held.append(route))
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("Waiting for the answer")
    tab(page, "Tablets").click()
    expect(status(page)).to_contain_text("Not run yet")
    tab(page, "ResetPins").click()
    expect(status(page)).to_contain_text("Waiting for the answer")
    [only] = held
    only.continue_()
    expect(page.locator(ANSWER)).to_contain_text("moderator")
    assert len(held) == 1


def test_what_is_stopped_is_not_waited_for(page: Page, gateway: str) -> None:
    page.route(f"{gateway}/graphql", lambda route: None)
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("Waiting for the answer")
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("No longer waited for.")


def test_a_gateway_that_is_not_there_is_told_in_words(opened: Opening, gateway: str) -> None:
    with opened(gateway, expected="ERR_FAILED") as context:
        page = visit(context, f"{gateway}/graphql")
        page.wait_for_load_state("networkidle")
        page.route(f"{gateway}/graphql", lambda route: route.abort())
        page.locator(EXECUTE).click()
        expect(page.locator(ANSWER)).to_contain_text("cannot be reached")
        expect(status(page)).to_contain_text("No answer")
        screenshot(page, "unreached")


def test_a_proxys_own_page_is_told_in_words(opened: Opening, gateway: str) -> None:
    with opened(gateway, expected="502") as context:
        page = visit(context, f"{gateway}/graphql")
        page.wait_for_load_state("networkidle")
        page.route(
            f"{gateway}/graphql",
            lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>"),
        )
        page.locator(EXECUTE).click()
        expect(page.locator(ANSWER)).to_contain_text("is not GraphQL but text/html")
        expect(status(page)).to_contain_text("502")


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_on_a_narrow_screen_the_answer_stands_below(page: Page, request: pytest.FixtureRequest) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    run(page)
    expect(page.locator(ANSWER)).to_contain_text("meetings")
    editor, answer = page.locator(QUERY_EDITOR).bounding_box(), page.locator(ANSWER).bounding_box()
    assert editor is not None
    assert answer is not None
    assert answer["y"] > editor["y"] + editor["height"]
    assert min(editor["width"], answer["width"]) > 200
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, f"narrow-{request.node.callspec.id}")


def test_every_control_has_a_name(page: Page) -> None:
    run(page)
    unnamed = """[...document.querySelectorAll('button, a[href], [role=tab], input:not([type=hidden])')]
        .filter((each) => each.checkVisibility() && !each.closest('.monaco-editor'))
        .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.title || each.labels?.length))
        .map((each) => each.outerHTML)"""
    assert page.evaluate(unnamed) == []


def test_completion_offers_the_meetings(page: Page) -> None:
    write(page, QUERY_EDITOR, "")
    page.keyboard.type("{ mee")
    offers = page.locator(".suggest-widget.visible")
    expect(offers.get_by_role("option", name="meetings").first).to_be_visible()
    screenshot(page, "completion")


def test_the_docs_describe_the_meetings_field(page: Page, gateway: str) -> None:
    query = '{ __type(name: "Query") { fields { name description } } }'
    answer = page.request.post(f"{gateway}/graphql", data={"query": query}, headers=ADMIN)
    fields = answer.json()["data"]["__type"]["fields"]
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


def test_a_token_is_never_stored(opened: Opening, gateway: str) -> None:
    with opened(gateway, expected="401") as context:
        page = visit(context, f"{gateway}/graphql")
        page.get_by_role("button", name="Headers").click()
        write(page, SHOWN_TOOL, json.dumps({"authorization": "Bearer a-secret-token"}))
        run(page)
        # The history is written some renders after the run; once it shows the run, it is stored.
        page.get_by_role("button", name="Show History").click()
        expect(page.locator(".graphiql-history-item")).to_have_count(1)
        stored = page.evaluate("JSON.stringify(localStorage)")
        assert "AcrossFourVendors" in stored
        assert "a-secret-token" not in stored

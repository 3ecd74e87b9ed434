"""Operations that come into the explorer by an address, and leave it as a command."""

import json
import subprocess
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.support.explorer import (
    ANSWER,
    EXAMPLES,
    QUERY_EDITOR,
    SHOWN_TOOL,
    Opening,
    run,
    status,
    tab,
    visit,
    write,
    write_operation,
)

pytestmark = pytest.mark.browser

QUERY = "query FromALink($first: Int!) { meetings(first: $first) { nodes { title } } }"
TWO = "query One { __typename } query Two { __schema { queryType { name } } }"


def link(gateway: str, **parameters: str) -> str:
    return f"{gateway}/graphql?{urlencode(parameters)}"


@pytest.mark.parametrize("is_first_visit", [True, False], ids=["first visit", "later visit"])
def test_a_link_opens_its_query_and_runs_nothing(opened: Opening, gateway: str, is_first_visit: bool) -> None:
    with opened(gateway) as context:
        if not is_first_visit:
            before = visit(context, f"{gateway}/graphql")
            tab(before, "OneMeetingInDepth").click()
            expect(before.locator(SHOWN_TOOL)).to_contain_text("ENABLEX")
            before.wait_for_timeout(700)  # GraphiQL stores its tabs half a second later.
            before.close()
        page = visit(context, link(gateway, query=QUERY, variables='{"first": 3}'))
        expect(tab(page, "FromALink")).to_have_attribute("aria-selected", "true")
        expect(page.locator(QUERY_EDITOR)).to_contain_text("FromALink")
        expect(page.locator(SHOWN_TOOL)).to_contain_text('{  "first": 3}')
        expect(page.locator(".graphiql-tabs").get_by_role("tab")).to_have_count(len(EXAMPLES) + 1)
        expect(status(page)).to_contain_text("Not run yet")
        expect(page.locator(ANSWER)).to_have_text("")
        assert len(run(page).json()["data"]["meetings"]["nodes"]) == 3


def test_a_link_names_which_of_its_operations_is_meant(opened: Opening, gateway: str) -> None:
    with opened(gateway) as context:
        page = visit(context, link(gateway, query=TWO, operationName="Two"))
        expect(tab(page, "Two")).to_be_visible()


def test_a_link_cannot_bring_more_than_text(opened: Opening, gateway: str) -> None:
    text = "{ __typename } # </script><img src=x onerror=alert(1)>"
    with opened(gateway) as context:
        page = visit(context, link(gateway, query=text, variables="<b>no JSON"))
        expect(page.locator(QUERY_EDITOR)).to_contain_text("onerror")
        expect(page.locator(SHOWN_TOOL)).to_contain_text("<b>no JSON")


def copied(page: Page) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("button", name="Copied as curl")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_copied_command_asks_the_same(page: Page) -> None:
    title = 'It\'s $HOME `id` \\ "quoted"'
    asked = "meetings(first: $first) { nodes { title } } type: __type(name: $title) { name }"
    selection = f"($first: Int!, $title: String!) {{ # {title}\n {asked} }}"
    write_operation(page, "query", "Copied", selection)
    write(page, SHOWN_TOOL, json.dumps({"first": 2, "title": title}))
    page.get_by_role("button", name="Headers").click()
    write(page, SHOWN_TOOL, json.dumps({"x-request-id": "from-curl"}))
    command = copied(page)
    done = subprocess.run(
        ["sh", "-c", f"{command} -i"], capture_output=True, text=True, timeout=30, check=True
    )
    head, _, body = done.stdout.partition("\n\n")
    assert "x-request-id: from-curl" in head
    answer = run(page)
    assert answer.request.post_data_json["variables"]["title"] == title
    assert json.loads(body)["data"] == answer.json()["data"]


def test_the_copied_command_of_a_subscription_streams(page: Page) -> None:
    tab(page, "RoomQueue").click()
    expect(page.locator(QUERY_EDITOR)).to_contain_text("RoomQueue")
    command = copied(page)
    done = subprocess.run(["sh", "-c", f"{command} --max-time 3"], capture_output=True, text=True, timeout=30)
    event = next(line for line in done.stdout.splitlines() if line.startswith("data: "))
    assert "length" in json.loads(event.removeprefix("data: "))["data"]["roomQueue"]["queue"]


def test_variables_that_are_no_json_are_not_copied(page: Page) -> None:
    write(page, SHOWN_TOOL, "{ nonsense")
    page.get_by_role("button", name="Copy as curl").click()
    expect(
        page.get_by_role("button", name="Nothing was copied: the variables are invalid JSON")
    ).to_be_visible()

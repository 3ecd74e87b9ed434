"""The explorer's menu of tokens: which one is sent, and what the page says where it is not accepted."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from graph.serving.process.demo_tokens import OPERATOR, TENANTS, TOKENS
from tests.support.explorer import (
    ANSWER,
    EXECUTE,
    QUERY_EDITOR,
    Opening,
    screenshot,
    status,
    tab,
    visit,
    write_operation,
)

pytestmark = pytest.mark.browser

VIEWER = "{ viewer { tenant roles } }"
REFUSAL = ".explorer-refusal"
REFUSED = "The gateway does not accept this token"


def ask_who(page: Page) -> tuple[str, str]:
    """Whom the gateway takes the page for: the tenant and the role."""
    write_operation(page, "query", "Who", VIEWER)
    # GraphiQL asks for the schema meanwhile.
    with page.expect_response(lambda answer: VIEWER in (answer.request.post_data or "")) as answered:
        page.locator(EXECUTE).click()
    viewer = answered.value.json()["data"]["viewer"]
    return viewer["tenant"], viewer["roles"][0]


def test_the_page_begins_as_the_first_clinics_operator(page: Page) -> None:
    expect(page.get_by_label("Token")).to_have_value(OPERATOR)
    expect(page.get_by_label("Token").get_by_role("option")).to_have_text(
        [f"{who.tenant} {who.roles[0]}" for who in TOKENS.values()]
    )
    assert ask_who(page) == (TENANTS[0], "operator")
    screenshot(page, "tokens")


def test_another_token_is_sent_from_then_on_also_after_a_reload(page: Page) -> None:
    page.get_by_label("Token").select_option("south-clinic viewer")
    assert ask_who(page) == ("south-clinic", "viewer")
    page.reload()
    page.locator(".graphiql-query-editor .view-line").first.wait_for()
    expect(page.get_by_label("Token")).to_have_value("demo-south-clinic-viewer")
    assert ask_who(page) == ("south-clinic", "viewer")
    assert "demo-south-clinic" not in json.dumps(page.evaluate("({...localStorage})"))


def test_a_subscription_has_the_token_in_its_first_message(page: Page) -> None:
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    tab(page, "RoomQueue").click()
    expect(page.locator(QUERY_EDITOR)).to_contain_text("RoomQueue")
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("Listening since")
    assert json.loads(sent[0])["payload"]["authorization"] == f"Bearer {OPERATOR}"


def test_the_copied_command_has_the_token(opened: Opening, gateway: str) -> None:
    with opened(gateway, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = visit(context, f"{gateway}/graphql")
        page.get_by_role("button", name="Copy as curl").click()
        expect(page.get_by_role("button", name="Copied as curl")).to_be_visible()
        assert f"authorization: Bearer {OPERATOR}" in page.evaluate("navigator.clipboard.readText()")


def without_offers(context: BrowserContext, gateway: str) -> Page:
    """The page of a gateway that offers no token."""
    context.route(f"{gateway}/graphql/tokens", lambda route: route.fulfill(json=[]))
    return visit(context, f"{gateway}/graphql")


def test_where_no_token_is_offered_one_is_pasted_and_a_bad_one_is_told_in_words(
    opened: Opening, gateway: str
) -> None:
    with opened(gateway, expected="401") as context:
        page = without_offers(context, gateway)
        expect(page.locator(REFUSAL)).to_contain_text("answers only with a token")
        screenshot(page, "token-absent")
        page.get_by_label("Token").fill("an-old-token")
        page.keyboard.press("Enter")
        write_operation(page, "query", "Who", VIEWER)
        page.locator(EXECUTE).click()
        expect(page.locator(REFUSAL)).to_contain_text(REFUSED)
        expect(page.locator(ANSWER)).to_contain_text(REFUSED)
        screenshot(page, "token-refused")
        page.get_by_label("Token").fill("demo-south-clinic-admin")
        page.keyboard.press("Enter")
        expect(page.locator(REFUSAL)).to_have_count(0)
        assert ask_who(page) == ("south-clinic", "admin")


def test_a_token_that_ends_amid_a_subscription_is_told_in_words(page: Page) -> None:
    def serve(socket: object) -> None:
        socket.on_message(  # type: ignore[attr-defined]
            lambda text: (
                socket.send('{"type":"connection_ack"}')  # type: ignore[attr-defined]
                if "connection_init" in text
                else socket.close(code=4403, reason="Forbidden: The token is not accepted, or no longer.")  # type: ignore[attr-defined]
            )
        )

    page.route_web_socket(re.compile("/graphql$"), serve)
    tab(page, "RoomQueue").click()
    expect(page.locator(QUERY_EDITOR)).to_contain_text("RoomQueue")
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text(REFUSED)
    expect(page.locator(REFUSAL)).to_contain_text(REFUSED)
    screenshot(page, "token-ended")

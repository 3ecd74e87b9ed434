"""Subscriptions in the explorer: they go on beside other operations, and say what they do."""

import re

import httpx
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.explorer import (
    ANSWER,
    EXECUTE,
    QUERY_EDITOR,
    elsewhere,
    run,
    screenshot,
    status,
    tab,
    write_operation,
)

pytestmark = pytest.mark.browser


def set_queue(gateway: str, length: int) -> None:
    """Lets the simulated clinic's queue be so long."""
    address, port = gateway.rsplit(":", 1)
    hook = f"{address}:{int(port) + 4}/_control/hooks/set_queue"
    httpx.post(hook, json={"room": "noor1", "length": length}, trust_env=False).raise_for_status()


def listen(page: Page, name: str) -> None:
    """Runs the subscription of a tab, until it listens."""
    tab(page, name).click()
    expect(page.locator(QUERY_EDITOR)).to_contain_text(name)
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("Listening since")


def stop_button(page: Page) -> None:
    expect(page.locator(EXECUTE)).to_have_attribute("aria-label", re.compile("Stop"))


def run_button(page: Page) -> None:
    expect(page.locator(EXECUTE)).to_have_attribute("aria-label", re.compile("Execute"))


def test_each_change_is_shown_as_it_happens(page: Page, gateway: str) -> None:
    set_queue(gateway, 12345)
    listen(page, "RoomQueue")
    expect(page.locator(ANSWER)).to_contain_text("12345")
    set_queue(gateway, 54321)
    expect(page.locator(ANSWER)).to_contain_text("54321", timeout=15_000)
    events = page.get_by_role("list", name="Events, the latest first").get_by_role("listitem")
    expect(events.first).to_contain_text("54321")
    expect(events.last).to_contain_text("12345")
    screenshot(page, "7-subscriptions")


def test_the_example_names_the_simulator_beside_this_gateway(page: Page, gateway: str) -> None:
    tab(page, "RoomQueue").click()
    host, port = gateway.removeprefix("http://").split(":")
    expect(page.locator(QUERY_EDITOR)).to_contain_text(f"{host}:{int(port) + 4}/_control")


def test_a_tablet_is_followed_while_it_is_told(page: Page) -> None:
    listen(page, "FollowATablet")
    tab(page, "TellATablet").click()
    expect(page.locator(QUERY_EDITOR)).to_contain_text("TellATablet")
    told = run(page).json()["data"]
    assert [len(payload["commands"]) for payload in told.values()] == [1, 1, 1, 1]
    # Both are in sight: the answer, and what becomes of the commands.
    expect(page.locator(ANSWER)).to_contain_text("ACCEPTED")
    expect(elsewhere(page)).to_contain_text("FollowATablet Listening since")
    for command in ("CAMERA_ON", "MICROPHONE_ON", "SET_VOLUME", "SET_QUALITY"):
        executed = elsewhere(page).get_by_role("listitem").filter(has_text=f'"{command}","state":"EXECUTED"')
        expect(executed.first).to_be_visible(timeout=20_000)
    screenshot(page, "4c-followed-while-told")
    tab(page, "FollowATablet").click()
    expect(page.locator(ANSWER)).to_contain_text("EXECUTED")
    expect(status(page)).to_contain_text("Listening since")
    stop_button(page)
    screenshot(page, "4c-follow-a-tablet")


def test_an_idle_one_says_that_it_listens_and_nothing_spins(page: Page) -> None:
    def silent(socket: WebSocketRoute) -> None:
        socket.on_message(
            lambda text: socket.send('{"type":"connection_ack"}') if "connection_init" in text else None
        )

    page.route_web_socket(re.compile("/graphql"), silent)
    listen(page, "FollowATablet")
    expect(status(page)).to_contain_text("no event yet")
    expect(page.locator(".graphiql-spinner")).to_be_hidden()
    screenshot(page, "listening")


def test_it_goes_on_until_it_is_stopped(page: Page, gateway: str) -> None:
    set_queue(gateway, 1)
    listen(page, "RoomQueue")
    # Whatever is done with tabs is no stop.
    tab(page, "RoomQueue").click()
    stop_button(page)
    page.get_by_role("button", name="New tab").click()
    run_button(page)
    expect(elsewhere(page)).to_contain_text("RoomQueue Listening since")
    set_queue(gateway, 77)
    expect(elsewhere(page)).to_contain_text("77", timeout=15_000)
    elsewhere(page).get_by_role("button", name="Show RoomQueue").click()
    expect(page.locator(ANSWER)).to_contain_text("77")
    stop_button(page)
    page.locator(EXECUTE).click()
    expect(status(page)).to_contain_text("Stopped at")
    run_button(page)


def test_it_can_be_stopped_from_another_tab(page: Page) -> None:
    listen(page, "RoomQueue")
    tab(page, "Polls").click()
    elsewhere(page).get_by_role("button", name="Stop RoomQueue").click()
    expect(elsewhere(page)).to_contain_text("RoomQueue Stopped at")
    tab(page, "RoomQueue").click()
    run_button(page)


def test_it_ends_with_its_tab(page: Page) -> None:
    with page.expect_websocket() as opened:
        listen(page, "RoomQueue")
    with opened.value.expect_event("close"):
        tab(page, "RoomQueue").get_by_role("button", name="Close Tab").click()
    expect(elsewhere(page)).to_have_count(0)


def test_the_keyboard_alone_runs_and_stops_it(page: Page) -> None:
    tab(page, "RoomQueue").click()
    page.locator(QUERY_EDITOR).click()
    page.keyboard.press("Control+Enter")
    expect(status(page)).to_contain_text("Listening since")
    tab(page, "Polls").get_by_role("button", name="Polls").focus()
    page.keyboard.press("Enter")
    elsewhere(page).get_by_role("button", name="Stop RoomQueue").focus()
    page.keyboard.press("Enter")
    expect(elsewhere(page)).to_contain_text("Stopped at")


def test_a_closed_socket_says_why_and_what_to_do(page: Page) -> None:
    page.route_web_socket(
        re.compile("/graphql"), lambda socket: socket.close(code=4403, reason="Not from this page")
    )
    tab(page, "RoomQueue").click()
    page.locator(EXECUTE).click()
    expect(page.locator(ANSWER)).to_contain_text("«Not from this page» (code 4403)")
    expect(status(page)).to_contain_text("Open the explorer at an address that the gateway takes")
    run_button(page)
    screenshot(page, "closed-socket")


def test_what_the_gateway_refuses_is_shown(page: Page) -> None:
    write_operation(page, "subscription", "Refused", "{ roomQueue(id: 7, nonsense: 8) { length } }")
    page.locator(EXECUTE).click()
    expect(page.locator(ANSWER)).to_contain_text("nonsense")
    expect(status(page)).to_contain_text("nonsense")

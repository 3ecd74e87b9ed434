"""What is removed from log records, and what is left."""

import pytest

from graph.serving.process.redaction import REDACTED, redacted, without_secrets


@pytest.mark.parametrize(
    "text",
    [
        "pin=canary",
        "?a=b&pin=canary&c=d",
        "PIN: canary",
        '{"pin": "canary"}',
        "{'password': 'canary with words'}",
        "access_token=canary",
        "x-apitoken: canary",
        "Authorization: Bearer canary",
        "authorization=canary",
        "sent with bearer canary",
        "Basic canary==",
        "api_key='canary'",
        "license=canary",
        "https://vendor.example/join/1?pwd=canary",
        "https://vendor.example/join#canary",
        "mongodb://user:canary@db.example/a",
        "wss://canary@vendor.example",
        "eyJcanary.eyJcanary.canary",
    ],
)
def test_a_secret_in_a_text_is_removed(text: str) -> None:
    assert "canary" not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "request 4711: a fault outside the execution",
        "VSee did not answer in time: list rooms",
        "https://vendor.example:8443/rooms/1 answered 503 after 5 ms",
        "a spinning pinboard: 5",
        "",
    ],
)
def test_the_rest_is_left(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "key",
    [
        "pin",
        "joinPin",
        "host_pin",
        "password",
        "accessToken",
        "x-apitoken",
        "api_key",
        "Authorization",
        "joinUrl",
    ],
)
def test_a_value_under_a_secrets_name_is_removed(key: str) -> None:
    assert without_secrets({"a": [{key: 4711}]}) == {"a": [{key: REDACTED}]}


def test_other_values_are_left() -> None:
    given = {"event": "done", "seconds": 1.5, "vendor": "VSEE", "ok": True, "spinning": 3}
    assert without_secrets(given) == given

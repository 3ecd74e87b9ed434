"""Published clients that send a hash first, against a running demo."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.demo import ADMIN

pytestmark = pytest.mark.interop

VENDORS = "query Vendors { vendors { vendor } }"
Ran = Callable[..., Any]


@pytest.mark.parametrize(
    ("client", "methods"),
    [
        ("apollo", ["POST", "POST"]),
        ("apollo-get", ["GET", "POST"]),
        ("urql", ["GET", "GET"]),
        ("urql-post", ["POST", "POST"]),
    ],
)
def test_a_client_sends_the_text_when_its_hash_is_not_known(
    ran: Ran, gateway: str, client: str, methods: list[str]
) -> None:
    told = ran("persisted.js", client, gateway, VENDORS)
    assert (len(told["data"]["vendors"]), told.get("error")) == (4, None)
    assert [request["method"] for request in told["sent"]] == methods
    assert [(request["text"], request["hash"]) for request in told["sent"]] == [(False, True), (True, True)]
    assert [request["status"] for request in told["sent"]] == [200, 200]


def test_a_client_sends_the_text_of_a_subscription_when_its_hash_is_not_known(ran: Ran, gateway: str) -> None:
    query = '{ room(by: {vendorId: {vendor: VSEE, id: "noor1"}}) { id } }'
    id = httpx.post(gateway, json={"query": query}, headers=ADMIN, trust_env=False).json()["data"]["room"][
        "id"
    ]
    queue = f'subscription {{ roomQueue(id: "{id}") {{ id }} }}'
    told = ran("persisted.js", "urql-socket", gateway, queue)
    assert (told["data"], told.get("error")) == ({"roomQueue": {"id": id}}, None)
    assert told["sent"] == [
        {"text": False, "hash": True, "refused": "PersistedQueryNotFound"},
        {"text": True, "hash": True},
    ]

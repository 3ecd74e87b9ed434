"""What published clients make of an answer with data and errors, as docs/clients.md says."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport

from tests.support.demo import ADMIN

pytestmark = pytest.mark.interop

Ran = Callable[..., Any]


@pytest.mark.parametrize(("client", "vendors"), [("apollo", None), ("apollo-all", 4), ("urql", 4)])
def test_a_client_takes_294_for_an_answer(ran: Ran, gateway: str, client: str, vendors: int | None) -> None:
    told = ran("partial.js", client, gateway)
    assert told == {"status": 294, "vendors": vendors, "codes": ["BAD_USER_INPUT"]}


def test_gql_raises_and_has_the_data_at_hand(gateway: str) -> None:
    transport = HTTPXAsyncTransport(gateway, headers=ADMIN, trust_env=False)
    asking = Client(transport=transport).execute_async(
        gql('{ meeting(id: "none") { id } vendors { vendor } }')
    )
    with pytest.raises(TransportQueryError) as raised:
        asyncio.run(asking)
    assert raised.value.data is not None
    assert len(raised.value.data["vendors"]) == 4
    assert raised.value.errors is not None
    assert [error["extensions"]["code"] for error in raised.value.errors] == ["BAD_USER_INPUT"]

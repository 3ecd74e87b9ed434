"""A federated trace tells the fields of an operation with their types and times, and only where it is asked for."""

from base64 import b64decode
from typing import Any

import pytest

from tests.support.gateway import Gateway

HEADERS = {"apollo-federation-include-trace": "ftv1"}
QUERY = """{ named: meeting(by: {vendorId: {vendor: ENABLEX, id: "mtg-0005"}}) { title room { name } }
  vendors { vendor } nobody: meeting(id: "bogus") { title } }"""


def fields(data: bytes) -> list[tuple[int, Any]]:
    """The fields of a protobuf message, by number."""
    found: list[tuple[int, Any]] = []
    place = 0

    def varint() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(data):
        tag = varint()
        value: Any = varint()
        if tag & 7 == 2:
            place, value = place + value, data[place : place + value]
        found.append((tag >> 3, value))
    return found


def node(data: bytes) -> dict[str, Any]:
    read = fields(data)
    told = dict(read)
    return {
        "name": told[1].decode() if 1 in told else told.get(2),
        "type": told.get(3, b"").decode(),
        "parent": told.get(13, b"").decode(),
        "original": told.get(14, b"").decode(),
        "times": (told.get(8, 0), told.get(9, 0)),
        "errors": [dict(fields(value))[1].decode() for number, value in read if number == 11],
        "children": {
            child["name"]: child for child in (node(value) for number, value in read if number == 12)
        },
    }


async def traced(gateway: Gateway, headers: dict[str, str]) -> dict[str, Any]:
    answer = await gateway.client.post(gateway.url, json={"query": QUERY}, headers=headers)
    found: dict[str, Any] = answer.json()
    return found


async def test_a_trace_tells_fields_types_times_and_errors(gateway: Gateway) -> None:
    answer = await traced(gateway, HEADERS)
    told = dict(fields(b64decode(answer["extensions"]["ftv1"])))
    duration, root = told[11], node(told[14])
    named = root["children"]["named"]
    assert (named["type"], named["parent"], named["original"]) == ("Meeting", "Query", "meeting")
    assert named["children"]["room"]["children"]["name"]["type"] == "String"
    begun, ended = named["times"]
    assert 0 < begun < ended <= duration
    assert named["children"]["room"]["times"][0] >= ended
    assert set(root["children"]["vendors"]["children"]) == {0, 1, 2, 3}
    [error] = answer["errors"]
    assert root["children"]["nobody"]["errors"] == [error["message"]]
    assert dict(fields(told[3]))[1] >= dict(fields(told[4]))[1] > 1_700_000_000


@pytest.mark.parametrize("headers", [{}, {"apollo-federation-include-trace": "ftv2"}])
async def test_nothing_is_recorded_where_nobody_asks(gateway: Gateway, headers: dict[str, str]) -> None:
    answer = await traced(gateway, headers)
    assert "ftv1" not in answer["extensions"]


async def test_a_trace_changes_nothing_else(gateway: Gateway) -> None:
    plain, told = await traced(gateway, {}), await traced(gateway, HEADERS)
    assert told["data"] == plain["data"]

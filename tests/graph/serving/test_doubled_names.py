"""A name that an object has twice is found however it is written, and nothing else is taken for one."""

import pytest

from graph.operations.request import PARAMETERS, GraphQLRequest
from graph.serving.doubled_names import DoubledNames

DOUBLED = DoubledNames(PARAMETERS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"query": "a", "query": "b"}', "query"),
        ('{"query": "a", "variables": {"a": [1]}, "variables" : {}}', "variables"),
        (r'{"query": "a", "qu\u0065ry": "b"}', "query"),
        (r'{"\u0071uery": "a", "\u0071uery": "b"}', "query"),
        ('{"query":"a","extensions":{},"extensions":null}', "extensions"),
        ('{"operationName":"A","query":"a","operationName":"A"}', "operationName"),
        ('{"payload": {"query": "a", "query": "b"}}', "query"),
    ],
)
def test_a_doubled_name_is_found(text: str, name: str) -> None:
    assert DOUBLED.find(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"query": "{ a(b: \\"query\\", c: \\"query\\") }"}',
        '{"query": "a", "variables": {"query": "query", "variables": ["query"]}}',
        '{"query": "a", "variables": {"a": {"query": 1}, "b": {"query": 2}}}',
        r'{"query": "\u0071uery \u00e9", "variables": {"a": 1, "a": 2}}',
        r'{"query": "\u00e9", "variables": {"a": ' + "9" * 10_000 + "}}",
    ],
)
def test_what_is_no_doubled_name_is_left(text: str) -> None:
    assert DOUBLED.find(text) is None


def test_the_parameters_are_those_of_a_request() -> None:
    assert GraphQLRequest.__struct_encode_fields__ == PARAMETERS

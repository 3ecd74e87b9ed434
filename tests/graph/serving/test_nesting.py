"""How deep a JSON text is nested, whatever stands in its strings and however it is broken."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.serving.nesting import is_deeper_than

values = some.recursive(
    some.none() | some.integers() | some.text('[]{}"\\a', max_size=8),
    lambda inner: (
        some.lists(inner, max_size=4) | some.dictionaries(some.text('[{"', max_size=3), inner, max_size=4)
    ),
    max_leaves=30,
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(values)
def test_a_text_is_as_deep_as_what_it_holds(value: Any) -> None:
    text, levels = json.dumps(value), depth(value)
    assert not is_deeper_than(levels, text)
    assert levels == 0 or is_deeper_than(levels - 1, text)


@given(some.text('[]{}"\\', max_size=60), some.integers(0, 40))
def test_no_text_breaks_it(text: str, levels: int) -> None:
    is_deeper_than(levels, text)


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 500_000 + "[" * 40, '"' * 500_001 + "[" * 40, '"\\' * 300_000 + "[" * 40]
)
def test_a_text_without_an_end_takes_no_longer_than_another(text: str) -> None:
    # Were each quotation mark tried anew, this would take hours.
    is_deeper_than(32, text)

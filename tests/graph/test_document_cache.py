"""Query texts are parsed once, unless they are long; long ones are answered as well."""

import pytest
from strawberry.extensions.parser_cache import _get_parse_cache

from graph.document_cache import CHARACTERS_AT_MOST, DOCUMENTS
from tests.support.graph import ask, data


def found_again() -> int:
    return int(_get_parse_cache(DOCUMENTS).cache_info().hits)


def a_query(name: str, length: int) -> str:
    return f"query {name} {{ __typename }}".ljust(length)


@pytest.mark.parametrize(("length", "more"), [(CHARACTERS_AT_MOST, 1), (CHARACTERS_AT_MOST + 1, 0)])
async def test_only_texts_that_are_not_long_are_kept(length: int, more: int) -> None:
    before = found_again()
    for _ in range(2):
        assert await data(a_query(f"OfLength{length}", length)) == {"__typename": "Query"}
    assert found_again() - before == more


async def test_a_long_text_is_validated_all_the_same() -> None:
    result = await ask("{ nothingOfTheKind }".ljust(CHARACTERS_AT_MOST + 1))
    assert result.errors

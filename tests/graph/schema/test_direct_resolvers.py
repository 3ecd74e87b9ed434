"""Declared fields are resolved by executors and our functions alone, without Strawberry between them."""

from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType

from graph.schema.build import build
from graph.schema.core import core_of
from graph.schema.declaration import SubscriptionRoot, declaration_of
from graph.schema.direct_resolvers import DirectResolver, _called
from graph.schema.types.filters import MeetingFilter
from models.listing import Direction
from models.vendor import Vendor

CORE = core_of(build())


def declared() -> list[tuple[str, GraphQLField]]:
    found = []
    for type_ in CORE.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                of = declaration_of(field)
                if of is not None and not isinstance(of.source, SubscriptionRoot):
                    found.append((f"{type_.name}.{name}", field))
    return found


def test_strawberry_resolves_no_declared_field() -> None:
    fields = declared()
    assert len(fields) > 400
    assert [name for name, field in fields if not isinstance(field.resolve, DirectResolver)] == []


def test_arguments_are_converted_to_what_the_function_takes() -> None:
    resolver = CORE.type_map["Query"].fields["meetings"].resolve  # type: ignore[attr-defined]
    assert resolver.convert is not None
    converted = resolver.convert(
        {"first": 2, "filter": {"vendors": [Vendor.VSEE]}, "direction": Direction.DESC}
    )
    assert (converted["first"], converted["direction"]) == (2, Direction.DESC)
    assert isinstance(converted["filter"], MeetingFilter)
    assert converted["filter"].vendors == [Vendor.VSEE]


def test_a_function_gets_what_it_takes() -> None:
    def of_both(root: Any, info: Any) -> Any:
        return root, info

    assert _called(of_both, set())("object", "info") == ("object", "info")
    assert _called(lambda root: root, set())("object", "info") == "object"

    def of_info(info: Any) -> Any:
        return info

    assert _called(of_info, set())("object", "info") == "info"


def test_a_function_of_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="has an object and `info`"):
        _called(lambda root, info, first: first, set())

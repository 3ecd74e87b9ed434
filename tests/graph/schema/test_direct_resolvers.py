"""Fields without arguments are resolved by graphql-core and our functions alone."""

from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType

from graph.schema.build import build
from graph.schema.core import core_of
from graph.schema.declaration import MutationRoot, SubscriptionRoot, declaration_of
from graph.schema.direct_resolvers import _called

CORE = core_of(build())


def declared(*, with_arguments: bool) -> list[tuple[str, GraphQLField]]:
    found = []
    for type_ in CORE.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                of = declaration_of(field)
                if of is None or isinstance(of.source, MutationRoot | SubscriptionRoot):
                    continue
                if bool(field.args) is with_arguments:
                    found.append((f"{type_.name}.{name}", field))
    return found


def module_of(field: GraphQLField) -> str:
    return str(getattr(field.resolve, "__module__", ""))


def test_strawberry_resolves_no_field_without_arguments() -> None:
    fields = declared(with_arguments=False)
    assert len(fields) > 300
    assert [name for name, field in fields if module_of(field).startswith("strawberry")] == []


def test_strawberry_converts_the_arguments_of_all_others() -> None:
    assert {module_of(field).split(".")[0] for _, field in declared(with_arguments=True)} == {"strawberry"}


def test_a_function_gets_what_it_takes() -> None:
    def of_both(root: Any, info: Any) -> Any:
        return root, info

    assert _called(of_both)("object", "info") == ("object", "info")
    assert _called(lambda root: root)("object", "info") == "object"

    def of_info(info: Any) -> Any:
        return info

    assert _called(of_info)("object", "info") == "info"


def test_a_function_of_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="has an object and `info`"):
        _called(lambda root, info, first: first)

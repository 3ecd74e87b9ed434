"""The schema for routers that refuse scopes is the same but for them."""

import pytest
from graphql import DocumentNode, FieldDefinitionNode, Visitor, parse, visit

from graph.schema.build import build
from graph.schema.sdl import without_scopes

SDL = build().as_str()


def directives(document: DocumentNode) -> list[str]:
    found: list[str] = []

    class Collecting(Visitor):
        def enter_field_definition(self, node: FieldDefinitionNode, *_: object) -> None:
            found.extend(each.name.value for each in node.directives or ())

    visit(document, Collecting())
    return found


@pytest.mark.parametrize("name", ["authenticated", "requiresScopes"])
def test_neither_a_field_nor_the_imports_have_them(name: str) -> None:
    document = parse(without_scopes(SDL))
    assert name in directives(parse(SDL))
    assert name not in directives(document)
    assert f'"@{name}"' not in without_scopes(SDL)


def test_all_else_is_there() -> None:
    others = [each for each in directives(parse(SDL)) if each not in ("authenticated", "requiresScopes")]
    assert directives(parse(without_scopes(SDL))) == others
    assert {"cost", "listSize", "tag", "shareable"} <= set(others)

"""An operation's scope knows which fields it shows."""

import pytest
from graphql import parse

from graph.selecting import shown


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{ a: meeting { startsAt } }", {"meeting", "starts_at"}),
        (
            "{ node { ... on Meeting { title } ...Rest } } fragment Rest on Room { isOpen }",
            {"node", "title", "is_open"},
        ),
        ("query A { one } query B { two }", {"one", "two"}),
        # An invitation names who was invited.
        ("{ meeting { ical } }", {"meeting", "ical", "invitees"}),
    ],
)
def test_the_fields_of_a_document_are_named_as_our_models_have_them(text: str, names: set[str]) -> None:
    assert shown(parse(text)) == names

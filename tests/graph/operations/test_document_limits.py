"""Documents that are small to send and dear to validate or run are refused, quickly, with what is too much in them."""

import time
from collections.abc import Callable, Sequence

import pytest
from graphql import get_introspection_query

from graph.operations.document_limits import DOCUMENT_LIMITS
from graph.operations.prepare import NotPrepared, prepare
from tests.support.graph import the_schema

# Ten times what the slowest takes on a busy machine.
_AT_MOST_SECONDS = 0.25


def refusals(text: str) -> list[str]:
    with pytest.raises(NotPrepared) as refused:
        prepare(the_schema().core, text, None)
    return [error.message for error in refused.value.errors]


def nested(levels: int) -> str:
    """A query of so many levels, an even number."""
    inner = levels // 2 - 1
    return (
        "{ meeting { " + "room { meeting { " * (inner - 1) + "room { name }" + " } }" * (inner - 1) + " } }"
    )


def spread(times: int) -> str:
    """Fragments, each of which spreads the next one twice."""
    parts = [f"fragment F{n} on Meeting {{ ...F{n + 1} ...F{n + 1} }}" for n in range(times)]
    return "\n".join(["{ meeting { ...F0 } }", *parts, f"fragment F{times} on Meeting {{ id }}"])


def aliased(count: int) -> str:
    return "{ meeting { " + " ".join(f"a{n}: id" for n in range(count)) + " } }"


def roots(count: int) -> str:
    return "{ " + "vendors { name } " * count + "}"


def mutations(count: int) -> str:
    one = "{i}: cancelMeeting(input: {{meeting: 1}}) {{ replayed }} "
    return "mutation { " + " ".join(one.format(i=f"m{n}") for n in range(count)) + "}"


def directed(count: int) -> str:
    return "{ meeting { " + "id @include(if: true) " * count + "} }"


def selecting(count: int) -> str:
    """Fields by fragments, so that the tokens stay few."""
    names = "id " * 20
    return "{ meeting { " + "...A " * (count // 20) + "} } fragment A on Meeting { " + names + "}"


@pytest.mark.parametrize(
    ("made", "most", "words"),
    [
        (nested, DOCUMENT_LIMITS.depth, "nests"),
        (aliased, DOCUMENT_LIMITS.aliases, "aliases"),
        (roots, DOCUMENT_LIMITS.query_roots, "root fields"),
        (mutations, DOCUMENT_LIMITS.mutation_roots, "root fields"),
        (directed, DOCUMENT_LIMITS.directives, "directives"),
        (selecting, 480, "selects"),
    ],
)
def test_as_much_as_is_allowed_passes_and_more_is_refused(
    made: Callable[[int], str], most: int, words: str
) -> None:
    prepare(the_schema().core, made(most), None)
    step = {"nests": 2, "selects": 20}.get(words, 1)
    # One field leads to the fragments.
    [message] = refusals(made(most + step + (step if words == "selects" else 0)))
    assert words in message
    assert "at most" in message


BOMBS = {
    "fragments that multiply": spread(40),
    "fragments that multiply in inline fragments": spread(20).replace("...F1", "... { ...F1 }"),
    "aliases": aliased(300),
    "one field again and again": "{ " + "meetings { nodes { id } } " * 120 + "}",
    "one field in fragments": "{ "
    + "...f " * 9
    + "} fragment f on Query { "
    + "meetings { nodes { id } } " * 60
    + "}",
    "deep": nested(200),
    "deep without fields": "{ " + "... { " * 240 + "__typename" + " }" * 240 + " }",
    "introspection in introspection": "{ __schema { types { "
    + "fields { type { " * 4
    + "name"
    + " } }" * 4
    + " } } }",
    "directives": directed(150),
    "comments": "#\n" * 5_000 + "{ __typename }",
    "tokens": "{ " + "id " * 5_000 + "}",
    "length": '{ meeting(id: "' + "x" * 200_000 + '") { id } }',
    "a cycle": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "unknown fields": "{ meeting { " + " ".join(f"zz{n}" for n in range(400)) + " } }",
    "variables": "query(" + " ".join(f"$a{n}: Int" for n in range(150)) + ") { __typename }",
    "nested lists": "{ meeting(id: " + "[" * 300 + "]" * 300 + ") { id } }",
    "nested objects": "{ meetings(filter: " + "{a: " * 150 + "1" + "}" * 150 + ") { nodes { id } } }",
    "nested objects in a default": "query($a: MeetingFilter = "
    + "{a: " * 150
    + "1"
    + "}" * 150
    + ") { __typename }",
    "nested objects in a directive": "{ __typename @include(if: " + "{a: " * 150 + "1" + "}" * 150 + ") }",
    "operations": " ".join(f"query a{n} {{ __typename }}" for n in range(240)),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_in_little_time(text: str) -> None:
    began = time.process_time()
    told = refusals(text)
    assert time.process_time() - began < _AT_MOST_SECONDS
    assert 0 < len(told) <= DOCUMENT_LIMITS.errors + 1
    assert all(len(message) < 400 for message in told)


@pytest.mark.parametrize(
    ("levels", "words"),
    [(32, "cannot represent"), (33, "nests 33 levels of values; at most 32 are allowed")],
)
@pytest.mark.parametrize("brackets", ["[]", ("{a: ", "}")], ids=["lists", "objects"])
def test_values_are_nested_in_as_many_levels_as_json_may_be(
    brackets: Sequence[str], levels: int, words: str
) -> None:
    opened, closed = brackets
    told = refusals(
        "query($a: [[ID!]!] = [[]]) { nodes(ids: " + opened * levels + "1" + closed * levels + ") { id } }"
    )
    assert any(words in message for message in told), told


def test_no_number_is_told_with_hundreds_of_digits() -> None:
    [message] = refusals(spread(60))
    assert (
        message
        == "The operation selects more than 50000 fields, fragments included; at most 500 are allowed."
    )


def test_the_explorers_questions_about_the_schema_are_allowed() -> None:
    text = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    assert prepare(the_schema().core, text, None).introspects

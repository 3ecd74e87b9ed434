"""The explorer's worked examples are valid operations of the published schema."""

import json
from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "web" / "src" / "examples").glob("*.graphql"))
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[example.stem for example in EXAMPLES])


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    # Federation's directives are used in the file but defined by the federation, hence the lenient reading.
    return build_schema((ROOT / "schema.graphql").read_text("utf-8"), assume_valid_sdl=True)


def operations(example: Path) -> list[OperationDefinitionNode]:
    document = parse(example.read_text("utf-8"))
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


@each_example
def test_each_example_is_valid(example: Path, schema: GraphQLSchema) -> None:
    assert validate(schema, parse(example.read_text("utf-8"))) == []


@each_example
def test_each_examples_variables_fit_it(example: Path, schema: GraphQLSchema) -> None:
    beside = example.with_suffix(".json")
    variables = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
    for operation in operations(example):
        coerced = get_variable_values(schema, operation.variable_definitions or (), variables)
        assert not isinstance(coerced, list), coerced


@each_example
def test_each_example_says_what_it_shows(example: Path) -> None:
    assert example.read_text("utf-8").startswith("# ")


@each_example
def test_each_examples_comment_fits_the_editors_width(example: Path) -> None:
    comments = [line for line in example.read_text("utf-8").splitlines() if line.startswith("#")]
    assert max(map(len, comments)) <= 56


def test_the_tabs_have_titles_of_their_own() -> None:
    # GraphiQL titles a tab with the name of its operation.
    titles = [operation.name and operation.name.value for e in EXAMPLES for operation in operations(e)]
    assert None not in titles
    assert len(set(titles)) == len(EXAMPLES)

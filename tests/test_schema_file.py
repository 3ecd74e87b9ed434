"""schema.graphql, which clients generate their code from, is what the code says."""

import re
from pathlib import Path

import pytest
from graphql import build_schema
from typer.testing import CliRunner

from graph.schema.build import build
from graph.serving.process.cli import app

FILE = Path(__file__).parents[1] / "schema.graphql"


@pytest.fixture
def cli() -> CliRunner:
    return CliRunner()


def test_the_file_is_what_the_code_says() -> None:
    assert FILE.read_text("utf-8") == build().as_str() + "\n"


def test_the_file_can_be_read_by_others() -> None:
    # Federation's directives are used in the file but defined by the federation, hence the lenient reading.
    assert build_schema(FILE.read_text("utf-8"), assume_valid_sdl=True).query_type


def test_no_directive_has_a_null() -> None:
    # Composers of supergraphs fail at one.
    assert not re.search(r"@\w+\([^)]*\bnull\b", FILE.read_text("utf-8"))


def test_the_command_writes_the_file(cli: CliRunner, tmp_path: Path) -> None:
    written = tmp_path / "schema.graphql"
    assert cli.invoke(app, ["schema", "--file", str(written)]).exit_code == 0
    assert written.read_text("utf-8") == FILE.read_text("utf-8")


def test_the_command_accepts_a_file_that_is_up_to_date(cli: CliRunner) -> None:
    assert cli.invoke(app, ["schema", "--check", "--file", str(FILE)]).exit_code == 0


@pytest.mark.parametrize("text", ["", "type Query { old: Int }\n", None])
def test_the_command_refuses_a_file_that_is_not(cli: CliRunner, tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "schema.graphql"
    if text is not None:
        file.write_text(text, "utf-8")
    assert cli.invoke(app, ["schema", "--check", "--file", str(file)]).exit_code == 1


def test_checking_leaves_the_file_alone(cli: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    file.write_text("old", "utf-8")
    cli.invoke(app, ["schema", "--check", "--file", str(file)])
    assert file.read_text("utf-8") == "old"

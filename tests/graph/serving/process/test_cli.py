"""The console command: its help, its version, and what it refuses before anything starts."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.serving.process.cli import app

DOCS = Path(__file__).parents[4] / "docs"
COMMANDS = ["demo", "serve", "doctor", "simulators", "schema", "settings"]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name in list(os.environ):
        if name.startswith("MEETGRAPH_"):
            monkeypatch.delenv(name)
    return CliRunner()


def test_the_version_is_the_packages(cli: CliRunner) -> None:
    done = cli.invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"meetgraph {version('meetgraph')}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(cli: CliRunner, command: str) -> None:
    assert command in cli.invoke(app, ["--help"]).stdout
    assert cli.invoke(app, [command, "--help"]).exit_code == 0


def test_help_imports_no_gateway() -> None:
    heavy = "{'strawberry', 'pymongo', 'graph.serving.app'}"
    seen = f"import sys, graph.serving.process.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_page_of_settings_is_what_the_code_says(cli: CliRunner) -> None:
    assert cli.invoke(app, ["settings"]).stdout == (DOCS / "settings.md").read_text("utf-8")


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_what_is_wrong_with_the_environment_ends_it_with_2(
    cli: CliRunner, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("MEETGRAPH_VCONNCT__LICENCE", "CANARY")
    done = cli.invoke(app, [command])
    assert done.exit_code == 2
    assert "MEETGRAPH_VCONNCT__LICENCE: There is no such setting. Did you mean" in done.stderr
    assert "MEETGRAPH_VCONNCT__LICENSE must be set" in done.stderr
    assert "CANARY" not in done.output

"""What the published audits need: their packages, a Node.js, and a gateway with the demo's world."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.interop.routers import Router, composed, starting
from tests.support.demo import ADMIN_TOKEN, demo, first_port
from tests.support.world import World
from web import npm

HERE = Path(__file__).parent

Ran = Callable[..., Any]
Starts = Callable[..., Router]


@pytest.fixture(scope="session")
def node() -> Path:
    """A Node.js beside which the packages are installed as the lock file has them."""
    found = npm.found()
    if found is None:
        pytest.fail("The audits are npm packages, and there is no Node.js 20.19 or newer.")
    installed = HERE / "node_modules" / ".package-lock.json"
    wanted = HERE / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
        assert found.run("ci", folder=HERE) == 0
    return found.node


@pytest.fixture
def ran(node: Path) -> Ran:
    """Runs a script of this folder and returns the JSON that it prints."""

    def run(script: str, *arguments: object) -> Any:
        command = [str(node), "--import", "./token.js", script, *map(str, arguments)]
        environment = os.environ | {"MEETGRAPH_TOKEN": ADMIN_TOKEN}
        done = subprocess.run(
            command, cwd=HERE, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def gateway() -> Iterator[str]:
    """The address of a running demo."""
    with demo(first_port()) as (process, lines):
        [explorer] = [line for line in lines if line.startswith("Explorer")]
        yield explorer.split()[-1]
        process.send_signal(signal.SIGINT)
        process.wait(10)


@pytest.fixture(scope="session")
def started(node: Path, gateway: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starts]:
    """Starts routers before the demo and somebody else's subgraph."""
    folder = tmp_path_factory.mktemp("supergraphs")
    with composed(node, gateway, folder), starting(node, folder) as start:
        yield start


@pytest.fixture(scope="session")
def vendors(gateway: str) -> Iterator[World]:
    """The demo's simulators."""
    world = World((httpx.URL(gateway).port or 0) + 1)
    yield world
    world.close()

"""What the published audits need: their packages, a Node.js, and a gateway with the demo's world."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from web import npm

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOOPBACK = "127.0.0.1"

Ran = Callable[..., Any]


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
        command = [str(node), script, *map(str, arguments)]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def gateway() -> Iterator[str]:
    """The address of a running demo."""
    port = _first_of_five()
    command = [sys.executable, "-m", "graph.cli", "demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        # The demo speaks once it listens; where it cannot, the last of its words ends the loop.
        said = []
        for line in demo.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        else:
            pytest.fail("".join(said) or "The demo ended without a word.")
        try:
            yield f"http://{LOOPBACK}:{port}/graphql"
        finally:
            demo.send_signal(signal.SIGINT)


def _first_of_five() -> int:
    return next(port for port in range(9500, 60000, 5) if all(map(_is_free, range(port, port + 5))))


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True

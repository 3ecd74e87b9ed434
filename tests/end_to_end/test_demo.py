"""`meetgraph demo` as a process: it starts, says what to type, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import threading
from contextlib import closing

import httpx
import pytest

from tests.support.demo import COMMAND, ROOT, demo, first_port
from tests.support.world import LOOPBACK, bound


@pytest.fixture
def port() -> int:
    return first_port()


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def fall_silent(ports: range) -> bool:
    """Waits, at most five seconds, until nothing listens on the ports."""
    ended = threading.Event()
    for _ in range(100):
        if not any(map(answers, ports)):
            return True
        ended.wait(0.05)
    return False


def test_the_demo_lives_and_its_curl_line_works(port: int) -> None:
    with demo(port) as (process, lines):
        assert httpx.get(f"http://{LOOPBACK}:{port}/livez", trust_env=False).json() == {"status": "ok"}
        [curl] = [line for line in lines if line.startswith("curl ")]
        said = subprocess.run(["sh", "-c", curl], capture_output=True, check=True, timeout=20).stdout
        rows = json.loads(said)["data"]["meetings"]["nodes"]
        assert len(rows) == 5
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert fall_silent(range(port, port + 5))


def test_sigterm_ends_the_demo_and_its_simulators(port: int) -> None:
    with demo(port) as (process, _):
        process.send_signal(signal.SIGTERM)
        process.wait(5)
        assert fall_silent(range(port, port + 5))


def test_no_simulator_outlives_a_gateway_that_was_killed(port: int) -> None:
    with demo(port) as (process, _):
        assert all(answers(port + offset) for offset in range(5))
        process.kill()
        process.wait(5)
        assert fall_silent(range(port, port + 5))


@pytest.mark.parametrize("offset", [0, 3])
def test_a_port_in_use_is_named_with_the_way_out(offset: int, port: int) -> None:
    with closing(bound(port + offset)) as taken:
        taken.listen()
        done = subprocess.run(
            COMMAND,
            cwd=ROOT,
            env={**os.environ, "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 1
    assert str(port + offset) in done.stdout
    assert "PORT=" in done.stdout

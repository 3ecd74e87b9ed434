"""`meetgraph demo` as a process: it starts, says what to type, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.serving.process.demo_tokens import TENANTS
from models.roles import ROLES
from tests.support.demo import ADMIN, COMMAND, ROOT, demo, first_port
from tests.support.world import LOOPBACK, bound


@pytest.fixture
def port() -> int:
    return first_port()


def address(port: int) -> str:
    return f"http://{LOOPBACK}:{port}/graphql"


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
        told = dict(line.rsplit(" ", 1) for line in lines if line.startswith("token "))
        places = [(tenant, role) for tenant in TENANTS for role in ROLES]
        assert list(told) == [f"token {tenant} {role}" for tenant, role in places]
        query = {"query": "{ viewer { tenant roles } }"}
        for (tenant, role), token in zip(places, told.values(), strict=True):
            headers = {"authorization": f"Bearer {token}"}
            answer = httpx.post(address(port), json=query, headers=headers, trust_env=False).json()
            assert answer["data"] == {"viewer": {"tenant": tenant, "roles": [role]}}
        assert httpx.post(address(port), json=query, trust_env=False).status_code == 401
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert fall_silent(range(port, port + 5))


@pytest.mark.slow
def test_whoever_asks_from_the_first_second_on_waits_and_is_answered_without_an_error(port: int) -> None:
    write = """mutation ($key: String!) { scheduleMeeting(input: {
      title: "Follow-up", startsAt: "2030-01-31T09:30:00Z", durationMinutes: 30, idempotencyKey: $key
      vendor: { enablex: { hostId: "10001", capacity: { moderators: 1, participants: 4 } } }
    }) { meeting { id } problems { message } } }"""
    read = """{ meetings(first: 50) {
      nodes { title description pins { moderator } } unavailable { message }
    } }"""
    found: list[dict[str, Any]] = []
    began: list[float] = []
    over = threading.Event()

    def hammer(query: str) -> None:
        with httpx.Client(trust_env=False, timeout=30, headers=ADMIN) as client:
            while not over.is_set():
                at = time.monotonic()
                try:
                    answer = client.post(
                        address(port), json={"query": query, "variables": {"key": str(uuid.uuid4())}}
                    )
                except httpx.ConnectError:
                    over.wait(0.02)
                else:
                    began.append(at)
                    found.append(answer.json())

    threads = [threading.Thread(target=hammer, args=(query,)) for query in (read, write)]
    for thread in threads:
        thread.start()
    try:
        with demo(port) as (_, lines):
            ready_at = time.monotonic()
            assert "Ready." in lines
            assert httpx.get(f"http://{LOOPBACK}:{port}/readyz/writes", trust_env=False).status_code == 200
            over.set()
            for thread in threads:
                thread.join(30)
    finally:
        over.set()
    assert min(began) < ready_at
    reads = [answer["data"]["meetings"]["unavailable"] for answer in found if "meetings" in answer["data"]]
    writes = [answer["data"]["scheduleMeeting"] for answer in found if "scheduleMeeting" in answer["data"]]
    assert [answer["errors"] for answer in found if "errors" in answer] == []
    assert [told for told in reads if told] == []
    assert [told for told in writes if told["meeting"] is None] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seconds"), [(signal.SIGINT, 1.0), (signal.SIGTERM, 2.0), (signal.SIGINT, 3.0)]
)
def test_it_can_be_ended_at_any_moment_of_its_start(
    name: signal.Signals, seconds: float, port: int, tmp_path: Path
) -> None:
    environment = os.environ | {"PORT": str(port), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        threading.Event().wait(seconds)
        process.send_signal(name)
        try:
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
        # Before its command has begun, a program ends as any other does.
        assert (process.returncode, errors) == (0, "") or process.returncode in (-name, 128 + name)
    assert fall_silent(range(port, port + 5))
    assert list(tmp_path.iterdir()) == [], "a mongod's folder is left"


@pytest.mark.slow
def test_sigterm_ends_the_demo_and_its_simulators(port: int) -> None:
    with demo(port) as (process, _):
        process.send_signal(signal.SIGTERM)
        process.wait(5)
        assert fall_silent(range(port, port + 5))


@pytest.mark.slow
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
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert str(port + offset) in done.stdout
    assert "PORT=" in done.stdout

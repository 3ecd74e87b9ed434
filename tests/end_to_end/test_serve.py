"""`meetgraph serve` as a process: what it says, what it refuses, and how it ends at any moment of its start."""

import json
import re
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.demo import ROOT
from tests.support.mongo import KEY
from tests.support.serve import AN_ACCOUNT, SERVE, bearer, environment, serving
from tests.support.world import LOOPBACK, World, bound, port_of

CANARY = "CANARY-4711"


@contextmanager
def started(settings: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """The process, from its first moment on."""
    with subprocess.Popen(
        SERVE,
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def told(process: "subprocess.Popen[str]", sign: str) -> list[str]:
    """Its lines up to the first that has this in it."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if sign in line:
            return lines
    raise AssertionError("".join(lines) + (process.stderr.read() if process.stderr else ""))


def test_it_says_where_it_listens_and_what_it_stands_on_and_then_that_its_store_answers(
    world: World, tmp_path: Path
) -> None:
    settings = {
        "PORT": "0",
        "MONGODB_FOLDER": str(tmp_path),
        "LOG_LEVEL": "error",
        "VSEE__BASE_URL": world.addresses["VSEE"] + "/api_v3",
        "VSEE__ACCOUNT_CODE": "harbour",
        "VSEE__ADMIN_TOKEN": CANARY,
    }
    with started(settings) as process:
        text = "".join(told(process, "The store answers"))
        [address] = set(re.findall(r"http://127\.0\.0\.1:\d+(?=/graphql)", text))
        assert httpx.get(f"{address}/readyz/writes", trust_env=False).status_code == 200
        assert f"VSee at {world.addresses['VSEE'].removeprefix('http://')}; no account at" in text
        assert f"a private mongod on {tmp_path}" in text
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=15)
        assert process.returncode == 0
        assert CANARY not in text + rest + errors
        assert errors == ""


def test_it_says_that_its_store_is_away_and_without_what_logs_in_there() -> None:
    settings = {
        **AN_ACCOUNT,
        "PORT": "0",
        "MONGODB_URI": f"mongodb://user:{CANARY}@127.0.0.1:1/?authSource=admin",
        "STORE_KEYS": json.dumps([KEY]),
    }
    with started(settings) as process:
        text = "".join(told(process, "Reads go on"))
        assert "MongoDB at 127.0.0.1:1, database meetgraph" in text
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=15)
        assert process.returncode == 0
        assert CANARY not in text + rest + errors


def test_it_says_that_it_must_not_use_its_store(mongodb: str) -> None:
    shared = {**AN_ACCOUNT, "PORT": "0", "MONGODB_URI": mongodb, "MONGODB_DATABASE": "of-others"}
    with started({**shared, "STORE_KEYS": json.dumps([KEY])}) as first:
        told(first, "The store answers")
        with started({**shared, "STORE_KEYS": json.dumps(["x" * 32])}) as second:
            assert "MEETGRAPH_STORE_KEYS lacks the key" in told(second, "Nothing is served")[-1]


def test_a_port_in_use_is_told_before_a_mongod_is_started(tmp_path: Path) -> None:
    with closing(bound()) as taken:
        taken.listen()
        port, folder = port_of(taken), tmp_path / "mongodb"
        with started({**AN_ACCOUNT, "PORT": str(port), "MONGODB_FOLDER": str(folder)}) as process:
            text, errors = process.communicate(timeout=60)
            assert process.returncode == 1
    assert errors.startswith(f"Port {port} of {LOOPBACK} is in use. MEETGRAPH_PORT")
    assert text == ""
    assert not folder.exists()


# From when only Python has started until all is up.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        (signal.SIGTERM, 0.4),
        (signal.SIGINT, 1.0),
        (signal.SIGTERM, 1.7),
        (signal.SIGINT, 2.5),
        (signal.SIGTERM, 4.0),
    ],
)
def test_it_can_be_ended_at_any_moment_of_its_start(
    name: signal.Signals, seconds: float, tmp_path: Path
) -> None:
    with started({**AN_ACCOUNT, "PORT": "0", "MONGODB_FOLDER": str(tmp_path)}) as process:
        threading.Event().wait(seconds)
        process.send_signal(name)
        _, errors = process.communicate(timeout=60)
        # Before its command has begun, a program ends as any other does.
        assert (process.returncode, errors) == (0, "") or process.returncode in (-name, 128 + name)
    lock = tmp_path / "data" / "mongod.lock"
    assert not lock.is_file() or lock.read_text("ascii") == ""


def test_without_authentication_it_does_not_start_and_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "mongodb"
    with started({**AN_ACCOUNT, "PORT": "0", "MONGODB_FOLDER": str(folder), "ISSUERS": "[]"}) as process:
        text, errors = process.communicate(timeout=60)
    assert (process.returncode, text) == (2, "")
    assert errors.startswith("Nobody could be let in")
    assert {"MEETGRAPH_ISSUERS", "MEETGRAPH_KEY_PEPPERS"} <= set(errors.split())
    assert not folder.exists()


def test_whatever_is_asked_without_a_token_is_refused_and_there_is_no_explorer() -> None:
    settings = {
        **AN_ACCOUNT,
        "MONGODB_URI": "mongodb://127.0.0.1:1",
        "STORE_KEYS": json.dumps([KEY]),
    }
    with serving(settings, asked="/readyz") as (_, address), httpx.Client(trust_env=False) as client:
        name = {"query": "{ __typename }"}
        answers = [
            client.post(f"{address}/graphql", json=name),
            client.post(f"{address}/graphql", json={"query": "{ _service { sdl } }"}),
            client.post(f"{address}/graphql", content=b"x", headers={"content-type": "text/plain"}),
            client.get(f"{address}/graphql", headers={"accept": "text/html"}),
            client.put(f"{address}/graphql"),
        ]
        assert [answer.status_code for answer in answers] == [401] * 5
        assert {answer.json()["errors"][0]["extensions"]["code"] for answer in answers} == {"UNAUTHENTICATED"}
        assert client.get(f"{address}/").status_code == 404
        assert client.get(f"{address}/graphql/tokens").status_code == 404
        answer = client.post(f"{address}/graphql", json=name, headers=bearer())
        assert answer.json()["data"] == {"__typename": "Query"}
        bad = [client.post(f"{address}/graphql", json=name, headers=bearer(exp=1)) for _ in range(22)]
        assert [answer.status_code for answer in bad] == [401] * 20 + [429] * 2
        assert int(bad[-1].headers["retry-after"]) > 0
        good = client.post(f"{address}/graphql", json=name, headers=bearer(sub="nurse-2"))
        assert good.status_code == 200

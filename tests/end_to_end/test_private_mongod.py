"""`meetgraph serve` as a process with a private mongod: they live, die and come back together."""

import os
import signal
from pathlib import Path

import pytest

from tests.support.serve import AN_ACCOUNT, comes, serving, status

pytestmark = pytest.mark.slow


def mongod_of(folder: Path) -> int:
    """The process that has the data open."""
    return int((folder / "data" / "mongod.lock").read_text("ascii"))


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # Whoever adopted it may not have buried it yet.
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"


def test_a_mongod_does_not_outlive_a_killed_gateway_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with serving({**AN_ACCOUNT, "MONGODB_FOLDER": str(tmp_path)}) as (process, _):
        mongod = mongod_of(tmp_path)
        assert not gone(mongod)
        process.kill()
        process.wait(5)
        assert comes(lambda: gone(mongod), 5)
    with serving({**AN_ACCOUNT, "MONGODB_FOLDER": str(tmp_path)}) as (_, address):
        assert status(f"{address}/readyz/writes") == 200


def test_a_gateway_restarts_its_mongod_and_ends_it_with_itself(tmp_path: Path) -> None:
    with serving({**AN_ACCOUNT, "MONGODB_FOLDER": str(tmp_path)}) as (process, address):
        first = mongod_of(tmp_path)
        os.kill(first, signal.SIGKILL)
        assert comes(lambda: status(f"{address}/readyz/writes") == 503)
        assert status(f"{address}/livez") == 200
        assert comes(lambda: status(f"{address}/readyz/writes") == 200, 5)
        second = mongod_of(tmp_path)
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        assert gone(first)
        assert gone(second)

"""A gateway that may open no more files says so once, not at each attempt, and goes on with what is open."""

import json
import os
import resource
import socket
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.mongo import KEY
from tests.support.serve import AN_ACCOUNT, serving
from tests.support.world import LOOPBACK

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the limit of another process is set by prlimit"
)

# asyncio tries again after a second each.
ATTEMPTS_SECONDS = 3.0
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"


def lives(connection: socket.socket) -> bool:
    """Whether a request is answered on it."""
    connection.sendall(LIVEZ)
    found = b""
    while b"}" not in found and (more := connection.recv(1000)):
        found += more
    return b" 200 " in found


def test_missing_files_are_told_once_and_open_connections_go_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = {**AN_ACCOUNT, "MONGODB_URI": "mongodb://127.0.0.1:1", "STORE_KEYS": json.dumps([KEY])}
    with serving(settings, log=log, asked="/livez") as (process, address), ExitStack() as closing:
        port = int(address.rpartition(":")[2])

        def opened() -> socket.socket:
            return closing.enter_context(socket.create_connection((LOOPBACK, port), timeout=10))

        first = opened()
        assert lives(first)
        used = len(os.listdir(f"/proc/{process.pid}/fd"))
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used + 2, used + 2))
        for _ in range(20):
            opened()
        threading.Event().wait(ATTEMPTS_SECONDS)
        assert lives(first)
    assert log.read_text("utf-8").count("no connections can be accepted") == 1

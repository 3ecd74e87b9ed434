"""Runs `meetgraph demo` as a process of its own."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.serving.process.demo_tokens import TENANTS
from tests.support.world import bound

ROOT = Path(__file__).parents[2]
# The token of the demo's first clinic's admin, and the header with it.
ADMIN_TOKEN = f"demo-{TENANTS[0]}-admin"
ADMIN = {"authorization": f"Bearer {ADMIN_TOKEN}"}
COMMAND = (sys.executable, "-m", "graph.serving.process.cli", "demo")


def first_port(count: int = 5) -> int:
    """The first of some ports in a row that are free.

    They lie below those that the system hands out by itself, so no other test's connection takes one meanwhile.
    """
    while True:
        first = random.randrange(10_000, 30_000)
        with suppress(OSError), ExitStack() as held:
            for offset in range(count):
                held.enter_context(closing(bound(first + offset)))
            return first


@contextmanager
def demo(port: int, root: Path = ROOT) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """The demo of the code at `root`, once it has said its last line; and the lines."""
    with ExitStack() as closing:
        # One that is killed leaves its MongoDB's folder behind.
        folder = closing.enter_context(TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True))
        environment = os.environ | {"PORT": str(port), "TMPDIR": folder}
        process = closing.enter_context(
            subprocess.Popen(
                COMMAND,
                cwd=root,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        assert process.stdout is not None
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            lines: list[str] = []
            for line in process.stdout:
                lines.append(line.strip())
                if line.startswith("Ctrl-C"):
                    break
            else:
                raise AssertionError("\n".join(lines) or "the demo ended without a word")
            # It guards the start alone: a session of slow tests may keep a demo for longer.
            watchdog.cancel()
            yield process, lines
        finally:
            watchdog.cancel()
            process.kill()

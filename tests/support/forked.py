"""Runs `meetgraph`, and gateways of tests, in processes that are forked from one that has imported everything.

To import takes most of what a start costs. That the program also comes up from nothing is held by the tests that start
it themselves, such as `tests/end_to_end/test_serve.py` and `tests/graph/serving/process/test_cli.py`.
"""

import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_FORKING = multiprocessing.get_context("forkserver")
_COMMANDS = ("accounts", "audit", "cli", "doctor", "keys", "rekey", "serve", "tenants")
_FORKING.set_forkserver_preload(
    ["tests.support.killable", *(f"graph.serving.process.{name}" for name in _COMMANDS)]
)


class Forked:
    """A process; it has what tests use of `subprocess.Popen`."""

    def __init__(self, runs: Callable[..., None], *given: Any) -> None:
        # It does not outlive the tests.
        self._process = _FORKING.Process(target=runs, args=given, daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def send_signal(self, name: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, name)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code; a negative one names the signal that ended it.

        Raises:
            TimeoutError: if it has not ended by then.
        """
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise TimeoutError(f"It has not ended in {seconds} s.")
        return self._process.exitcode


def pipe() -> tuple["Connection[Any, Any]", "Connection[Any, Any]"]:
    """What a process is given one end of, to tell something at the other."""
    return _FORKING.Pipe(duplex=False)


@contextmanager
def program(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    said: Path,
    errors: Path | None = None,
    prepare: Callable[[], None] | None = None,
) -> Iterator[Forked]:
    """`meetgraph` with these words, for the time of a block.

    Args:
        words: the command and its options.
        environment: the whole environment.
        said: where its standard output is written.
        errors: where its standard error is written; where its standard output is, if none is named.
        prepare: called in the process before the command.
    """
    process = Forked(_meetgraph, list(words), dict(environment), said, errors, None, prepare)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def finished(
    words: Sequence[str], environment: Mapping[str, str], given: str = "", seconds: float = 60
) -> tuple[int, str, str]:
    """Runs `meetgraph` to its end: the exit code, and what it wrote to standard output and standard error."""
    with TemporaryDirectory() as folder:
        said, errors, told = (Path(folder, name) for name in ("said", "errors", "told"))
        told.write_text(given, "utf-8")
        process = Forked(_meetgraph, list(words), dict(environment), said, errors, told)
        try:
            code = process.wait(seconds)
        finally:
            process.kill()
        return code, said.read_text("utf-8"), errors.read_text("utf-8")


def _meetgraph(
    words: list[str],
    environment: dict[str, str],
    said: Path,
    errors: Path | None,
    told: Path | None,
    prepare: Callable[[], None] | None = None,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(Path(__file__).parents[2])
    written = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written if errors is None else os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.dup2(os.open(told or os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the process's own
    sys.argv = ["meetgraph", *words]
    if environment.get("PYTHONFAULTHANDLER"):
        # As the interpreter does at its start.
        faulthandler.enable(2)
    if prepare is not None:
        prepare()
    from graph.serving.process import cli

    cli.main()

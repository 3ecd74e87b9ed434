"""What machine the comparison runs on, and how its cores are divided: one for the gateways, the others for all else."""

import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """The kind of a machine.

    Attributes:
        load: how many processes wanted to run in the last minute, before anything was measured.
        node: the version of Node.js, where there are gateways that run on it.
    """

    cores: int
    processor: str
    load: float
    python: str
    node: str | None
    date: str

    def __str__(self) -> str:
        runtimes = f"Python {self.python}" + (f", Node.js {self.node}" if self.node else "")
        cores = f"{self.cores} core{'s' if self.cores > 1 else ''}"
        return f"{cores} of {self.processor}, {runtimes}, {self.date}; load average before the run {self.load:.1f}"


def this_machine(node: Path | None = None) -> Machine:
    """The machine that this process runs on."""
    return Machine(
        len(_cores()),
        processor(Path("/proc/cpuinfo")),
        os.getloadavg()[0],
        platform.python_version(),
        _printed(node).removeprefix("v") if node else None,
        f"{datetime.now(UTC):%Y-%m-%d}",
    )


def processor(told: Path) -> str:
    """What the processor is called in /proc/cpuinfo, or its architecture where nothing says so."""
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.machine()


@contextmanager
def apart_from_gateways() -> Iterator[None]:
    """For the time of a block this process, and what it starts, leave the last core to the gateways."""
    with _kept_to(_cores() - {_LAST} or {_LAST}):
        yield


@contextmanager
def beside_gateways() -> Iterator[None]:
    """What is started in the block runs on the last core."""
    with _kept_to({_LAST}):
        yield


@contextmanager
def _kept_to(cores: set[int]) -> Iterator[None]:
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _printed(node: Path) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()


_LAST = max(_cores())

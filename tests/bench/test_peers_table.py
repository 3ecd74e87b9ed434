"""The tables of the comparison: right figures, aligned Markdown, and a place for them in our pages."""

from pathlib import Path

import pytest

from bench.peers.gateways import OURS, PEERS
from bench.peers.loading import Load
from bench.peers.machine import Machine, processor
from bench.peers.table import figures, markdown, ratios, replaced, section, whole
from bench.suite import OPERATIONS, SCHEDULING

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/performance.md")
MACHINE = Machine(2, "A Processor", 0.25, "3.11.7", "24.19.0", "2026-11-28")
LOADS = {
    "a list": {
        OURS: [Load(4.0, [8.0, 9.0]), Load(5.0, [10.0]), Load(2.0, [120.0])],
        "Peer": [Load(1.0, [1.0]), Load(2.5, [2.0]), Load(1.9, [0.05])],
    },
    "a write": {OURS: [Load(3.0, [30.0])]},
}


def test_a_ratio_is_the_median_of_those_within_the_rounds() -> None:
    found = figures(LOADS["a list"]["Peer"], LOADS["a list"][OURS])
    # The medians' own ratio would be 1.9 / 4.
    assert (found.cpu, found.per_core) == (1.9, 0.5)


def test_times_to_the_response_are_of_all_rounds_together() -> None:
    rounds = [
        Load(1.0, [float(wait) for wait in range(100)]),
        Load(1.0, [float(wait) for wait in range(100, 200)]),
    ]
    found = figures(rounds, rounds)
    assert (found.half, found.nearly_all, found.per_core) == (99.5, 198.0, 1.0)


def test_the_whole_table_leaves_empty_what_a_peer_was_not_asked() -> None:
    head, _, listed, written = whole(LOADS).splitlines()
    assert cells(head) == [
        *("operation", "meetgraph, CPU ms", "Peer, CPU ms", "per core, to Peer"),
        *("meetgraph, p50 / p99 ms", "Peer, p50 / p99 ms"),
    ]
    assert cells(listed) == ["a list", "4.00", "1.90", "0.50", "9.50 / 120", "1.00 / 2.00"]
    assert cells(written) == ["a write", "3.00", "", "", "30.0 / 30.0", ""]


def test_the_table_of_ratios_has_what_was_compared() -> None:
    head, _, *rows = ratios(LOADS).splitlines()
    assert [cells(line) for line in (head, *rows)] == [["operations per core", "to Peer"], ["a list", "0.50"]]


def test_a_run_without_peers_has_no_columns_for_them() -> None:
    head, _, row = whole({"a list": {OURS: LOADS["a list"][OURS]}}).splitlines()
    assert cells(head) == ["operation", "meetgraph, CPU ms", "meetgraph, p50 / p99 ms"]
    assert cells(row) == ["a list", "4.00", "9.50 / 120"]


def test_columns_are_aligned() -> None:
    lines = markdown(["operation", "ms"], [["a", "1.00"], ["a longer one", "10.0"]]).splitlines()
    assert lines[2:] == ["| a            | 1.00 |", "| a longer one | 10.0 |"]
    assert lines[:2] == ["| operation    |   ms |", "| ------------ | ---: |"]


def test_the_machine_is_told_with_its_date() -> None:
    assert str(MACHINE) == (
        "2 cores of A Processor, Python 3.11.7, Node.js 24.19.0, 2026-11-28; load average before the run 0.2"
    )


def test_the_processor_is_named_as_the_system_names_it(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nprocessor\t: 1\nmodel name\t: Other\n")
    assert processor(told) == "Some CPU @ 2 GHz"
    told.write_text("processor\t: 0\n")
    assert processor(told)
    assert processor(tmp_path / "absent")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gets_another_section_and_keeps_the_rest(name: str) -> None:
    page = (ROOT / name).read_text("utf-8")
    once = replaced(page, section(MACHINE, whole(LOADS)))
    assert "A Processor" in once
    assert "| a write" in once
    assert replaced(once, "") == replaced(page, "")
    assert len(replaced(page, "")) > 5000


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        replaced("A page.\n", "told")


@pytest.mark.parametrize("name", PAGES)
def test_our_pages_show_every_operation_beside_every_peer(name: str) -> None:
    page = (ROOT / name).read_text("utf-8")
    assert all(f"| {operation} " in page for operation in OPERATIONS)
    assert all(f"to {peer}" in page for peer in PEERS)
    assert "Machine: " in page


def test_the_large_table_shows_what_only_ours_does() -> None:
    assert f"| {SCHEDULING[0]} " in (ROOT / "docs/performance.md").read_text("utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]

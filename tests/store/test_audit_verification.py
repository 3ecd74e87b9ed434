"""Whoever removes, changes, inserts, moves or cuts an entry of the audit log is told of, with the place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.documents.audit import Audit
from store.audit_chain import ChainKeys, Head, head_at, linked, mac_of
from store.audit_verification import Flaw, NumberedHead, TenantVerification, heads_in
from store.encryption import Vault

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEYS = ChainKeys(Vault([b"a key for tests alone, 32 or more"]))
OTHERS = ChainKeys(Vault([b"a key of somebody else, 32 or more"]))

Rows = list[dict[str, Any]]
Told = tuple[Flaw, str | None, int | None, int | None]


def a_chain(name: str, length: int, *, number: int = 1, after: str = "", keys: ChainKeys = KEYS) -> Rows:
    rows: Rows = []
    head = Head(f"clinic/{name}", 0, "")
    for place in range(1, length + 1):
        entry = Audit(
            id=f"{name}_{place}",
            at=NOON + timedelta(seconds=place, microseconds=1234),
            tenant="clinic",
            caller="dr-noor",
            action="reveal",
            result="REVEALED",
            details={"after": after} if place == 1 else {},
        )
        row = linked(entry, head, keys.leading, opening=number if place == 1 else None)
        head = head_at(row)
        rows.append(row)
    return rows


def chains(count: int, length: int = 5) -> Rows:
    rows: Rows = []
    after = ""
    for number in range(1, count + 1):
        chain = a_chain(f"c{number}", length, number=number, after=after)
        after = chain[0]["mac"]
        rows += chain
    return rows


def verified(rows: Iterable[Mapping[str, Any]], heads: str = "") -> list[Told]:
    verification = TenantVerification("clinic", KEYS, heads=heads_in(heads))
    ordered = sorted(rows, key=lambda row: (row["chain"], row["sequence"]))
    found = [finding for row in ordered for finding in verification.feed(row)]
    return [
        (finding.flaw, finding.chain, finding.place, finding.last)
        for finding in (*found, *verification.end())
    ]


def kept(rows: Rows) -> str:
    """The heads of the chains as an operator keeps them."""
    ends = {row["chain"]: row for row in rows}
    numbers = {row["chain"]: row["opening"] for row in rows if row["opening"]}
    return "\n".join(str(NumberedHead(numbers[chain], head_at(row))) for chain, row in ends.items())


def test_what_was_written_is_well() -> None:
    rows = chains(3)
    assert verified(rows, kept(rows)) == []


def test_a_chain_that_goes_on_after_its_head_was_kept_is_well() -> None:
    rows = chains(2)
    assert verified(rows, kept(rows[:3] + rows[5:8])) == []


@pytest.mark.parametrize(
    "change",
    [
        {"caller": "somebody else"},
        {"at": NOON},
        {"details": {"fields": []}},
        {"result": "DENIED"},
        {"mac": "0" * 64},
        {"previous": "0" * 64},
        {"tenant": "other"},
        {"more": 1},
    ],
)
def test_a_changed_entry_is_named(change: dict[str, Any]) -> None:
    rows = chains(1)
    rows[2] |= change
    assert verified(rows)[0] == (Flaw.CHANGED, "clinic/c1", 3, None)


def test_a_field_that_was_taken_out_is_seen() -> None:
    rows = chains(1)
    del rows[2]["request_id"]
    assert verified(rows) == [(Flaw.CHANGED, "clinic/c1", 3, None)]


def test_a_time_that_moved_by_a_millisecond_is_seen() -> None:
    rows = chains(1)
    rows[2]["at"] += timedelta(milliseconds=1)
    assert verified(rows) == [(Flaw.CHANGED, "clinic/c1", 3, None)]


def test_what_mongodb_does_not_keep_of_a_time_does_not_matter() -> None:
    assert {row["at"].microsecond % 1000 for row in chains(1)} == {0}


@pytest.mark.parametrize(("removed", "told"), [((2,), (3, 3)), ((1, 2, 3), (2, 4)), ((0,), (1, 1))])
def test_removed_entries_are_named(removed: tuple[int, ...], told: tuple[int, int]) -> None:
    rows = [row for index, row in enumerate(chains(1)) if index not in removed]
    assert verified(rows) == [(Flaw.REMOVED, "clinic/c1", *told)]


def test_swapped_entries_are_named() -> None:
    rows = chains(1)
    rows[1]["sequence"], rows[2]["sequence"] = 3, 2
    assert [told[:3] for told in verified(rows)] == [
        (Flaw.CHANGED, "clinic/c1", 2),
        (Flaw.CHANGED, "clinic/c1", 3),
        # It names the MAC of the entry that stood there.
        (Flaw.UNLINKED, "clinic/c1", 4),
    ]


def test_an_entry_that_was_inserted_at_the_end_is_named() -> None:
    rows = chains(1)
    forged = {**rows[-1], "_id": "forged", "sequence": 6, "previous": rows[-1]["mac"]}
    forged["mac"] = mac_of(forged, OTHERS.leading)
    assert verified([*rows, forged]) == [(Flaw.CHANGED, "clinic/c1", 6, None)]


def test_an_entry_of_another_chain_does_not_fit_in_a_gap() -> None:
    rows = chains(2)
    moved = {**rows[7], "chain": "clinic/c1"}
    assert verified([*rows[:2], moved, *rows[3:]])[0] == (Flaw.CHANGED, "clinic/c1", 3, None)


def test_a_cut_tail_shows_against_a_head_that_was_kept_and_not_without() -> None:
    rows = chains(1)
    assert verified(rows[:3]) == []
    assert verified(rows[:3], kept(rows)) == [(Flaw.CUT, "clinic/c1", 4, 5)]


def test_a_tail_that_was_written_anew_does_not_fit_the_head() -> None:
    rows = chains(1)
    anew = [*rows[:4], linked(Audit(**FIELDS), head_at(rows[3]), KEYS.leading)]
    assert verified(anew, kept(rows)) == [(Flaw.CHANGED, "clinic/c1", 5, None)]


FIELDS: dict[str, Any] = {
    "id": "anew",
    "at": NOON,
    "tenant": "clinic",
    "caller": "a",
    "action": "reveal",
    "result": "REVEALED",
}


@pytest.mark.parametrize("number", [1, 2])
def test_a_chain_that_was_removed_as_a_whole_is_named_by_its_number(number: int) -> None:
    rows = [row for row in chains(3) if row["chain"] != f"clinic/c{number}"]
    assert verified(rows) == [(Flaw.CHAIN_REMOVED, None, number, number)]


def test_the_latest_chain_that_was_removed_shows_against_a_head() -> None:
    rows = chains(3)
    assert verified(rows[:10]) == []
    assert verified(rows[:10], kept(rows)) == [(Flaw.CUT, "clinic/c3", 1, 5)]


def test_another_chain_in_place_of_a_removed_one_does_not_fit() -> None:
    rows = chains(3)
    instead = a_chain("c2b", 5, number=2, after=rows[0]["mac"])
    told = verified([*rows[:5], *instead, *rows[10:]])
    assert told == [(Flaw.UNLINKED, "clinic/c3", 1, None)]


def test_a_key_of_before_still_proves_its_entries() -> None:
    both = ChainKeys(Vault([b"a newer key of ours, 32 or more....", b"a key for tests alone, 32 or more"]))
    verification = TenantVerification("clinic", both)
    assert [finding for row in chains(1) for finding in verification.feed(row)] == []
    assert list(verification.end()) == []


def test_without_the_key_nothing_is_proven() -> None:
    verification = TenantVerification("clinic", OTHERS)
    found = [finding for row in chains(1) for finding in verification.feed(row)]
    assert [finding.flaw for finding in found] == [Flaw.CHANGED] * 5


@pytest.mark.parametrize("text", ["nonsense", "head clinic/c1 x 5 " + "0" * 64, "head c 1 5 " + "0" * 64])
def test_a_text_that_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int's own too
        heads_in(text)


@pytest.mark.parametrize(
    "tampered", [lambda row: row | {"at": "yesterday"}, lambda row: row | {"details": [b"x", None, 1.5]}]
)
def test_a_value_of_a_strange_type_ends_no_verification(
    tampered: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    rows = chains(1)
    rows[2] = tampered(rows[2])
    assert verified(rows) == [(Flaw.CHANGED, "clinic/c1", 3, None)]

"""Verifies one tenant's chains of the audit log against their keys, its checkpoint and heads kept elsewhere. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from models.documents.audit_checkpoint import AuditCheckpoint, PrunedChain
from store.audit_chain import ChainKeys, Head

# Gateways of before there were chains may still write so long after a newer one has begun.
UPGRADED_WITHIN = timedelta(hours=1)


class Flaw(Enum):
    """What is wrong at a place."""

    CHANGED = "was changed or inserted"
    UNLINKED = "does not follow the entry before it"
    REMOVED = "was removed"
    CUT = "was cut off at the end"
    CHAIN_REMOVED = "is a whole chain that was removed"
    UNCHAINED = "stands outside of all chains and was inserted"
    CHECKPOINT = "is a checkpoint that was changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFlaw:
    """A flaw of the log.

    Attributes:
        tenant: the tenant.
        flaw: what is wrong.
        chain: the chain; None outside of all chains.
        place: the place, or the number of a chain that was removed.
        last: the last place of several in a row.
        entry: the id of the entry that is there.
    """

    tenant: str
    flaw: Flaw
    chain: str | None = None
    place: int | None = None
    last: int | None = None
    entry: str | None = None

    def __str__(self) -> str:
        where = [f"tenant {self.tenant}"]
        if self.chain is not None:
            where.append(f"chain {self.chain}")
        if self.place is not None:
            name = "chain number" if self.flaw is Flaw.CHAIN_REMOVED else "entry"
            where.append(
                f"{name} {self.place}" + ("" if self.last in (None, self.place) else f" to {self.last}")
            )
        if self.entry is not None:
            where.append(f"id {self.entry}")
        return f"{', '.join(where)}: {self.flaw.value}"


@dataclass(slots=True)
class TenantVerification:
    """The verification of one tenant; its rows are fed in the order of chains and places.

    Args:
        tenant: the tenant.
        keys: the keys that prove entries.
        checkpoint: what retention has removed; None for nothing.
        heads: the heads that were kept elsewhere, by chain.

    Attributes:
        entries: how many rows were seen.
        chains: the chains that have entries.
    """

    tenant: str
    keys: ChainKeys
    checkpoint: AuditCheckpoint | None = None
    heads: Mapping[str, "NumberedHead"] = field(default_factory=dict)
    entries: int = 0
    chains: set[str] = field(default_factory=set)
    _openings: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    _chain: "_ChainVerification | None" = None

    def feed(self, row: Mapping[str, Any]) -> Iterator[AuditFlaw]:
        """Verifies the next row; gives what is wrong with it, and what is missing before it."""
        self.entries += 1
        chain = str(row["chain"])
        if self._chain is None or self._chain.name != chain:
            yield from self._end_of_chain()
            self._chain = _ChainVerification(
                self.tenant, chain, self.keys, self._pruned().get(chain), self.heads.get(chain)
            )
        yield from self._chain.feed(row)
        if row["sequence"] == 1 and isinstance(row.get("opening"), int) and self._chain.key is not None:
            self._openings[row["opening"]] = row

    def end(self) -> Iterator[AuditFlaw]:
        """What is missing, after the last row."""
        yield from self._end_of_chain()
        yield from self._missing_chains()
        for chain, head in self.heads.items():
            if chain not in self.chains and not self._is_pruned(head):
                yield AuditFlaw(
                    tenant=self.tenant, flaw=Flaw.CUT, chain=chain, place=1, last=head.head.sequence
                )
        for chain, pruned in self._pruned().items():
            if pruned.left and chain not in self.chains:
                yield AuditFlaw(tenant=self.tenant, flaw=Flaw.CUT, chain=chain, place=pruned.sequence + 1)

    @property
    def began(self) -> datetime | None:
        """When the tenant's first chain was opened."""
        if self.checkpoint is not None:
            return self.checkpoint.began
        first = self._openings.get(1)
        return None if first is None else first["at"]

    def _pruned(self) -> dict[str, PrunedChain]:
        return {} if self.checkpoint is None else {each.chain: each for each in self.checkpoint.chains}

    def _is_pruned(self, head: "NumberedHead") -> bool:
        """Whether retention has removed all of a chain up to a head."""
        if self.checkpoint is None:
            return False
        rest = self._pruned().get(head.head.chain)
        if rest is not None:
            return rest.sequence > head.head.sequence or rest.mac == head.head.mac
        return head.number <= self.checkpoint.opening

    def _end_of_chain(self) -> Iterator[AuditFlaw]:
        if self._chain is None:
            return
        yield from self._chain.end()
        self.chains.add(self._chain.name)
        self._chain = None

    def _missing_chains(self) -> Iterator[AuditFlaw]:
        pruned = 0 if self.checkpoint is None else self.checkpoint.opening
        before = "" if self.checkpoint is None else self.checkpoint.opening_mac
        expected = pruned + 1
        for number in sorted(each for each in self._openings if each > pruned):
            row = self._openings[number]
            if number > expected:
                yield AuditFlaw(tenant=self.tenant, flaw=Flaw.CHAIN_REMOVED, place=expected, last=number - 1)
            elif row["details"].get("after") != before:
                yield AuditFlaw(
                    tenant=self.tenant, flaw=Flaw.UNLINKED, chain=row["chain"], place=1, entry=row["_id"]
                )
            before, expected = row["mac"], number + 1


class _ChainVerification:
    def __init__(
        self,
        tenant: str,
        name: str,
        keys: ChainKeys,
        pruned: PrunedChain | None,
        kept: "NumberedHead | None",
    ) -> None:
        self.name = name
        self.key: bytes | None = None
        self.head = Head(name, 0, "") if pruned is None else Head(name, pruned.sequence, pruned.mac)
        self._tenant = tenant
        self._keys = keys
        self._kept = kept
        self._first = self.head.sequence

    def feed(self, row: Mapping[str, Any]) -> Iterator[AuditFlaw]:
        place = row["sequence"]
        is_proven = self._is_proven(row)
        if place <= self._first:
            # Retention removes it soon.
            if not is_proven:
                yield self._finding(Flaw.CHANGED, row)
            return
        if place > self.head.sequence + 1:
            yield self._gap(Flaw.REMOVED, place - 1)
        if not is_proven:
            yield self._finding(Flaw.CHANGED, row)
        elif place == self.head.sequence + 1 and (row.get("previous") or "") != self.head.mac:
            yield self._finding(Flaw.UNLINKED, row)
        self.head = Head(self.name, place, str(row.get("mac")))
        kept = self._kept
        if kept is not None and kept.head.sequence == place and kept.head.mac != self.head.mac and is_proven:
            yield self._finding(Flaw.CHANGED, row)

    def end(self) -> Iterator[AuditFlaw]:
        if self._kept is not None and self._kept.head.sequence > self.head.sequence:
            yield self._gap(Flaw.CUT, self._kept.head.sequence)

    def _is_proven(self, row: Mapping[str, Any]) -> bool:
        found = self._keys.prover(row) if row.get("tenant") == self._tenant else None
        if found is not None:
            self.key = found
        return found is not None

    def _gap(self, flaw: Flaw, last: int) -> AuditFlaw:
        return AuditFlaw(
            tenant=self._tenant, flaw=flaw, chain=self.name, place=self.head.sequence + 1, last=last
        )

    def _finding(self, flaw: Flaw, row: Mapping[str, Any]) -> AuditFlaw:
        return AuditFlaw(
            tenant=self._tenant, flaw=flaw, chain=self.name, place=row["sequence"], entry=str(row["_id"])
        )


@dataclass(frozen=True, slots=True)
class NumberedHead:
    """The head of a chain, as it is printed to be kept elsewhere.

    Attributes:
        number: of the chain among the tenant's.
        head: the last entry.
    """

    number: int
    head: Head

    def __str__(self) -> str:
        return f"head {self.head.chain} {self.number} {self.head.sequence} {self.head.mac}"

    @classmethod
    def read(cls, line: str) -> "NumberedHead":
        """The head of a printed line.

        Raises:
            ValueError: it is none.
        """
        word, chain, number, sequence, mac = line.split(" ")
        if word != "head" or "/" not in chain or len(mac) != 64:
            raise ValueError("no head")
        return cls(int(number), Head(chain, int(sequence), mac))


def heads_in(text: str) -> dict[str, NumberedHead]:
    """The heads in a printed text, by chain; the later one of two of a chain.

    Raises:
        ValueError: a line is no head.
    """
    found: dict[str, NumberedHead] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        head = NumberedHead.read(line)
        known = found.get(head.head.chain)
        if known is None or known.head.sequence < head.head.sequence:
            found[head.head.chain] = head
    return found


def inserted(rows: Iterable[Mapping[str, Any]], began: datetime) -> Iterator[AuditFlaw]:
    """The entries outside of all chains that are younger than the chains."""
    for row in rows:
        at = row.get("at")
        if not isinstance(at, datetime) or at > began + UPGRADED_WITHIN:
            yield AuditFlaw(tenant=str(row.get("tenant")), flaw=Flaw.UNCHAINED, entry=str(row["_id"]))

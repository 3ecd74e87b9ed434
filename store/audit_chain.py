"""The chain of the audit log: how entries are numbered, linked to each other and proven by a MAC. Pure.

Each entry has the MAC of the one before it, and a MAC over all of itself. So an entry that was removed, changed,
inserted or moved is seen by whoever has the key; only a cut at the end of a chain needs a head that was kept elsewhere.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from bson.datetime_ms import DatetimeMS

from models.documents.audit import Audit, NewEntry
from store.encryption import Vault

_PURPOSE = "audit log"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Head(NamedTuple):
    """The last entry of a chain.

    Attributes:
        chain: the chain.
        sequence: its place.
        mac: its MAC.
    """

    chain: str
    sequence: int
    mac: str


class ChainKeys:
    """The keys that prove entries, derived from the operator's; the first one proves new chains.

    Args:
        vault: of the keys of the audit log, or of the store.
    """

    def __init__(self, vault: Vault) -> None:
        self._keys = vault.keys_by_mark(_PURPOSE)

    @property
    def leading(self) -> bytes:
        return next(iter(self._keys.values()))

    def prover(self, row: Mapping[str, Any]) -> bytes | None:
        """The key that proves an entry; None if none does."""
        return next((key for key in self._keys.values() if is_proven(row, key)), None)


def linked(entry: Audit | NewEntry, head: Head, key: bytes, *, opening: int | None = None) -> dict[str, Any]:
    """An entry as it is stored after the head of its chain.

    Args:
        entry: without a chain.
        head: of its chain; with the sequence 0 if the chain has no entry yet.
        key: the chain's key.
        opening: the number of the chain, for its first entry.
    """
    row = entry.bson()
    del row["mac"]
    # MongoDB keeps milliseconds.
    row["at"] = entry.at.replace(microsecond=entry.at.microsecond // 1000 * 1000)
    row["chain"] = head.chain
    row["sequence"] = head.sequence + 1
    row["previous"] = head.mac or None
    row["opening"] = opening
    row["mac"] = mac_of(row, key)
    return row


def head_at(row: Mapping[str, Any]) -> Head:
    """The head of a chain that ends with this entry."""
    return Head(row["chain"], row["sequence"], row["mac"])


def mac_of(row: Mapping[str, Any], key: bytes) -> str:
    """The MAC over an entry as it is stored, whatever fields it has."""
    return hmac.digest(key, _canonical(row), "sha256").hex()


def is_proven(row: Mapping[str, Any], key: bytes) -> bool:
    """Whether the entry is as the holder of the key wrote it."""
    return hmac.compare_digest(mac_of(row, key).encode(), str(row.get("mac")).encode(errors="replace"))


def _canonical(row: Mapping[str, Any]) -> bytes:
    return _json({name: value for name, value in row.items() if name != "mac"}).encode()


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"ms": _milliseconds(value)}
    if isinstance(value, DatetimeMS):
        return {"ms": int(value)}
    # No entry of ours has such a value, and none that was changed to one must end the verification.
    return {"type": type(value).__name__, "value": repr(value)}


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


_json: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_told).encode

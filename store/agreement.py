"""Checks that all gateways on one database agree on its schema version and encryption keys."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from models.documents.meta import Meta
from models.documents.stored import SCHEMA_VERSION
from models.errors import UnreadableDocument
from store.encryption import Vault

# A new key encrypts only after this time, so that it can be rolled out gateway by gateway.
ANNOUNCED_FOR = timedelta(hours=1)

_SCHEMA = "schema"
_KEY = "key:"

_NEWER = (
    "This database was written by a newer version of meetgraph: its schema version is {found}, and this version knows "
    f"{SCHEMA_VERSION}. Start that version, or name another database by MEETGRAPH_MONGODB_DATABASE."
)
_OTHER_KEYS = (
    "MEETGRAPH_STORE_KEYS lacks the key that the other gateways on this database encrypt with. Give all gateways the "
    "same keys, the newest first."
)
_SOON_OTHER_KEYS = "MEETGRAPH_STORE_KEYS lacks a key that the other gateways will encrypt with from %s on."

_log = logging.getLogger(__name__)


class Disagreement(Exception):
    """This gateway must not use the database; the message says why, and contains no secret."""


class _Key:
    def __init__(self, document: Meta) -> None:
        if document.mark is None or document.since is None:
            raise UnreadableDocument(Meta.collection(), document.id)
        self.number = int(document.id.removeprefix(_KEY))
        self.mark, self.since = document.mark, document.since


async def agreed(vault: Vault, now: datetime, *, at_start: bool) -> Vault:
    """The vault with the encryption key that all gateways on this database use now.

    The first gateway on an empty database determines the key. A gateway whose first key is unknown announces it.

    Args:
        vault: the vault with this gateway's keys, in the order of the settings.
        now: by the database's clock.
        at_start: whether the schema version is checked; later only the version of the keys' format is.

    Raises:
        Disagreement: this gateway lacks that key, or is too old.
    """
    rows = await Meta.raw().find().to_list()
    # A newer gateway may start while this one runs; only its format of the keys concerns this one.
    _check_version(rows if at_start else [row for row in rows if str(row["_id"]).startswith(_KEY)])
    keys = _keys(rows)
    if not keys:
        await _add(1, vault.marks[0], now)
        return await agreed(vault, now, at_start=at_start)
    leading = _leading(keys, vault, now)
    if keys[-1].mark not in vault.marks:
        if at_start:
            _log.warning(_SOON_OTHER_KEYS, keys[-1].since.isoformat())
    elif vault.marks[0] not in {key.mark for key in keys}:
        await _add(keys[-1].number + 1, vault.marks[0], now + ANNOUNCED_FOR)
    if at_start:
        newest = {"$max": {"schemaVersion": SCHEMA_VERSION}}
        await Meta.raw().update_one({"_id": _SCHEMA}, newest, upsert=True)
    return vault.led_by(leading.mark)


async def lead_with(mark: str, now: datetime) -> datetime:
    """Makes a key encrypt at all gateways from now on, and returns since when it does.

    A gateway that lacks it is refused from then on.

    Args:
        mark: identifies the key.
        now: by the database's clock.

    Raises:
        Disagreement: what is kept of the keys cannot be read.
    """
    while True:
        keys = _keys(await Meta.raw().find().to_list())
        if not keys or keys[-1].mark != mark:
            await _add(keys[-1].number + 1 if keys else 1, mark, now)
        elif keys[-1].since <= now:
            return keys[-1].since
        else:
            # It was announced for later.
            announced = {"_id": f"{_KEY}{keys[-1].number}", "mark": mark, "since": keys[-1].since}
            await Meta.raw().update_one(announced, {"$set": {"since": now}})


def check(rows: Sequence[dict[str, Any]], vault: Vault, now: datetime) -> None:
    """Checks whether a gateway with this vault may use the database; announces nothing.

    Args:
        rows: all documents of `meta`.

    Raises:
        Disagreement: it may not.
    """
    _check_version(rows)
    keys = _keys(rows)
    if keys:
        _leading(keys, vault, now)


def _keys(rows: Sequence[dict[str, Any]]) -> list[_Key]:
    try:
        return sorted(
            (_Key(Meta.read(row)) for row in rows if str(row["_id"]).startswith(_KEY)),
            key=lambda key: key.number,
        )
    except (UnreadableDocument, ValueError) as error:
        raise Disagreement("What this database keeps about its keys, in `meta`, cannot be read.") from error


def _leading(keys: Sequence[_Key], vault: Vault, now: datetime) -> _Key:
    """The present encryption key."""
    leading = max((key for key in keys if key.since <= now), key=lambda key: key.number, default=keys[0])
    if leading.mark not in vault.marks:
        raise Disagreement(_OTHER_KEYS)
    return leading


def _check_version(rows: Sequence[dict[str, Any]]) -> None:
    versions = (row.get("schemaVersion") for row in rows)
    found = max((version for version in versions if isinstance(version, int)), default=0)
    if found > SCHEMA_VERSION:
        raise Disagreement(_NEWER.format(found=found))


async def _add(number: int, mark: str, since: datetime) -> None:
    try:
        await Meta.raw().insert_one(Meta(id=f"{_KEY}{number}", mark=mark, since=since).bson())
    except DuplicateKeyError:
        return  # Another gateway was quicker; its value is used.

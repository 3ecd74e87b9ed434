"""Reads documents one by one: what cannot be read is noted, and costs none of the others."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from models.documents.stored import Stored
from models.errors import UnreadableDocument
from store.store import Store

D = TypeVar("D", bound=Stored)


def readable(
    store: Store,
    kind: type[D],
    rows: Iterable[Mapping[str, Any]],
    lost: list[UnreadableDocument] | None = None,
) -> list[D]:
    """Those of the rows that can be read.

    Args:
        store: counts what cannot be read.
        kind: what the rows are.
        rows: as MongoDB holds them.
        lost: takes what cannot be read, too.
    """
    found = []
    for row in rows:
        try:
            found.append(kind.read(row))
        except UnreadableDocument as error:
            store.unreadable.note(error)
            if lost is not None:
                lost.append(error)
    return found

"""Decodes documents one by one: an unreadable one is counted, and does not affect the others."""

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
    """The decoded rows, without the unreadable ones.

    Args:
        store: counts the unreadable documents.
        kind: the class of the documents.
        rows: the documents as MongoDB returns them.
        lost: collects the errors of unreadable documents.
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

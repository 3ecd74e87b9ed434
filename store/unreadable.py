"""Counts the documents that could not be decoded, and logs each once, by collection and id only."""

import logging
from collections import Counter

from models.errors import UnreadableDocument

_REMEMBERED_AT_MOST = 10_000

_log = logging.getLogger(__name__)


class UnreadableDocuments:
    """The unreadable documents that this process has found since its start."""

    def __init__(self) -> None:
        self._met: set[tuple[str, str]] = set()
        self._counts: Counter[str] = Counter()

    def note(self, error: UnreadableDocument) -> None:
        """Logs and counts a document once."""
        met = (error.collection, error.id)
        if met in self._met or len(self._met) >= _REMEMBERED_AT_MOST:
            return
        self._met.add(met)
        self._counts[error.collection] += 1
        _log.error("%s", error)

    @property
    def counts(self) -> dict[str, int]:
        """The number of unreadable documents by collection."""
        return dict(self._counts)

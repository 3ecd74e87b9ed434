"""Keeps the prepared operations, prepares those of new texts, and sees to it that these do not hold the event loop."""

from typing import Final

from cachetools import LRUCache
from graphql import GraphQLSchema

from graph.operations.document_limits import DocumentLimits
from graph.operations.prepare import NotPrepared, PreparedOperation, prepare
from graph.operations.refused_texts import RefusedTexts
from graph.operations.time_slices import TimeSlices

# The limits of the cache of prepared operations: their number, and the total size of their texts in UTF-8. A prepared
# operation takes about a hundred times the size of its text.
OPERATIONS_KEPT: Final = 1_000
BYTES_KEPT: Final = 512 * 1024
LARGEST_KEPT: Final = 16 * 1024


class NotItsTurn(Exception):
    """A new text is to be prepared in another iteration of the event loop."""


class PreparedOperations:
    """The operations by text and name, with eviction of the least recently used.

    Args:
        schema: their schema.
        limits: what a document may have.
        suggestions: whether errors suggest names of the schema.
        time_slices: of the event loop.
    """

    def __init__(
        self, schema: GraphQLSchema, limits: DocumentLimits, *, suggestions: bool, time_slices: TimeSlices
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._suggestions = suggestions
        self._time_slices = time_slices
        self._kept: LRUCache[tuple[str, str | None], PreparedOperation] = LRUCache(
            BYTES_KEPT, getsizeof=_weight
        )
        self._refused = RefusedTexts()

    def of(self, text: str, name: str | None, *, takes_turns: bool) -> PreparedOperation:
        """The operation of a text.

        Args:
            name: which one of the text; None where there is only one.
            takes_turns: whether a new text is prepared only where no other one was in this iteration of the event loop,
                and executions have left it time. Preparing one may take as long as many executions.

        Raises:
            NotPrepared: there is none that could run.
            NotItsTurn: the text has to wait.
        """
        try:
            return self._kept[text, name]
        except KeyError:
            pass
        if (known := self._refused.find(text, name)) is not None:
            raise known
        if not takes_turns:
            return self._newly_prepared(text, name)
        if self._time_slices.is_over():
            raise NotItsTurn
        try:
            return self._newly_prepared(text, name)
        finally:
            self._time_slices.use_up()

    def _newly_prepared(self, text: str, name: str | None) -> PreparedOperation:
        try:
            found = prepare(self._schema, text, name, limits=self._limits, suggestions=self._suggestions)
        except NotPrepared as refused:
            self._refused.keep(text, name, refused)
            raise
        if _size(text) <= LARGEST_KEPT:
            self._kept[text, name] = found
        return found


def _weight(prepared: PreparedOperation) -> int:
    # The minimum weight of an entry limits the number of entries.
    return max(_size(prepared.text), BYTES_KEPT // OPERATIONS_KEPT)


def _size(text: str) -> int:
    return len(text.encode())

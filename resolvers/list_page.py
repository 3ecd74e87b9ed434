"""A vendor's page of a list as it was read: its rows with their order keys, and how they follow each other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter, le
from typing import Generic, TypeVar

from models.ids import Identified
from models.listing import Batch
from models.view_columns import read_ahead
from resolvers.cursors import OrderKey
from vendors.cooperative import in_portions, sorted_cooperatively

T = TypeVar("T", bound=Identified)


@dataclass(frozen=True, slots=True, repr=False)
class ListPage(Generic[T]):
    """A page as it was read.

    Attributes:
        number: counted from one.
        batch: what the vendor gave.
        rows: with their order keys, as the vendor gave them.
    """

    number: int
    batch: Batch[T]
    rows: Sequence[tuple[OrderKey, T]]

    @property
    def is_all(self) -> bool:
        """Whether the list has no other page."""
        batch = self.batch
        return self.number == 1 and not (batch.has_more or batch.ends_by_order or batch.is_unordered)

    @property
    def ascends(self) -> bool:
        orders = [order for order, _ in self.rows]
        return not self.batch.is_unordered and all(map(le, orders, islice(orders, 1, None)))

    def goes_on(self, before: "ListPage[T] | None") -> bool:
        """Whether it begins where the previous one ended, apart from rows that have moved over from there."""
        if before is None or not before.rows or not self.rows:
            return True
        end = before.rows[-1][0]
        moved = [row for order, row in self.rows if order < end]
        return not moved or before.has(moved)

    def repeats(self, before: "ListPage[T] | None") -> bool:
        """Whether it has rows, and no other ones than the previous page."""
        return before is not None and bool(self.rows) and before.has(row for _, row in self.rows)

    def has(self, rows: Iterable[T]) -> bool:
        """Whether it has these rows, by their ids."""
        own = [row for _, row in self.rows]
        read_ahead(own, "key")
        known = {row.key.parts[-1] for row in own}
        return all(row.key.parts[-1] in known for row in rows)


async def in_order(rows: Sequence[tuple[OrderKey, T]]) -> Sequence[tuple[OrderKey, T]]:
    """The rows by order key, and those with one order key by id; the ids of others are not read."""
    numbers = Counter(map(itemgetter(0), rows))
    if len(numbers) == len(rows):
        return await sorted_cooperatively(rows, itemgetter(0))
    placed: list[tuple[tuple[OrderKey, str], tuple[OrderKey, T]]] = []

    def place(some: Sequence[tuple[OrderKey, T]]) -> None:
        read_ahead([row for order, row in some if numbers[order] > 1], "key")
        placed.extend(
            [((order, row.key.parts[-1] if numbers[order] > 1 else ""), (order, row)) for order, row in some]
        )

    await in_portions(rows, place)
    return [entry for _, entry in await sorted_cooperatively(placed, itemgetter(0))]

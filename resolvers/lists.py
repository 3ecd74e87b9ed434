"""What all merged lists have in common: which vendors take part, and the position of each."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from operator import attrgetter
from typing import Protocol, TypeVar

from models.account import Account
from models.errors import NotConfigured, Unsupported
from models.ids import Identified
from models.listing import Batch, Direction, Untold
from models.page import Page
from models.vendor import Capability, Vendor
from models.vendor_problem import VendorProblem
from models.view_columns import read_ahead
from resolvers import cursors
from resolvers.context import Context
from resolvers.cursors import WITHOUT_TIME, OrderKey, Position
from resolvers.list_source import ListSource, SnapshotSlot
from resolvers.merging import filter_hash, merged, order_keys
from resolvers.pagination import page_size
from resolvers.snapshots import ListName
from vendors.base import Adapter
from vendors.cooperative import cooperatively
from vendors.missing_data import collecting_missing_data, note_missing
from vendors.operation_scope import current_scope

T = TypeVar("T", bound=Identified)

# Who selects none of these cannot ask for the next page.
_CURSORS = frozenset({"cursor", "start_cursor", "end_cursor"})
Row = TypeVar("Row", contravariant=True)


class ListQuery(Protocol[Row]):
    """The filter and the order of a list: a dataclass, whose defaults ask for all rows."""

    def __init__(self, *, direction: Direction) -> None: ...

    @property
    def direction(self) -> Direction: ...

    def matches(self, row: Row, /) -> bool: ...

    def untold(self, row: Row, /) -> Untold | None: ...


def looks_ahead() -> bool:
    """Whether it is to be known if there is a next page, for which a vendor may have to be asked."""
    scope = current_scope()
    return scope is None or scope.selected is None or "has_next_page" in scope.selected


async def over_vendors(
    context: Context,
    *,
    query: ListQuery[T],
    capability: Capability,
    vendors: Collection[Vendor] | None,
    fetch: Callable[[Adapter, int], Awaitable[Batch[T]]],
    time: str | None,
    first: int | None,
    after: str | None,
    unfit: Callable[[Adapter], VendorProblem | None] = lambda _: None,
    accounts: Collection[Account] | None = None,
) -> Page[T]:
    """One page of a list over every configured vendor with the capability, or over some of them.

    Args:
        query: the filter and the order.
        capability: what a vendor must have to take part.
        vendors: the vendors in the filter; None for all.
        fetch: asks one vendor for one of its pages.
        time: the attribute with the time by which the list is sorted; None if it has none.
        unfit: why a vendor cannot take part although it has the capability.
        accounts: the accounts that the ids in the filter are in; None for all accounts at these vendors.

    Raises:
        BadInput: the page size or the cursor is not usable.
    """
    size = page_size("first", first)
    hashed = filter_hash(query, vendors)
    has_conditions = query != type(query)(direction=query.direction)

    async def fetched(adapter: Adapter, page: int) -> Batch[T]:
        batch = await fetch(adapter, page)
        await context.loaders.listed.learn(batch.items)
        if batch.meetings:
            await context.loaders.listed.learn(batch.meetings)
        if has_conditions:
            async for row in cooperatively(batch.items):
                if (untold := query.untold(row)) is not None:
                    note_missing(VendorProblem.undecided(row.vendor, untold.value), row.key)
        return batch

    def orders(rows: Sequence[T]) -> list[OrderKey]:
        if time is None:
            return [WITHOUT_TIME] * len(rows)
        read_ahead(rows, time)
        return order_keys(map(attrgetter(time), rows), query.direction)

    def why_not(account: Account) -> VendorProblem | None:
        adapter = context.vendors.get(account)
        if adapter is None:
            return VendorProblem.of(NotConfigured(account))
        if capability not in adapter.capabilities:
            return VendorProblem.of(Unsupported(account.vendor, capability)).at(account)
        return None if (problem := unfit(adapter)) is None else problem.at(account)

    def name_of(account: Account) -> ListName:
        return ListName(context.caller, account, filter_hash(query, (account.vendor,)))

    positions = {} if after is None else cursors.read(after, hashed, context.caller.tenant)
    sources = {
        account: ListSource(
            account.vendor,
            partial(fetched, adapter),
            orders=orders,
            wanted=query.matches if has_conditions else None,
            position=positions.get(account, Position()),
            slot=SnapshotSlot(
                context.snapshots,
                partial(name_of, account),
                context.began,
            ),
        )
        for account, adapter in context.vendors.items()
        if (vendors is None or account.vendor in vendors)
        and (accounts is None or account in accounts)
        and why_not(account) is None
    }
    # A vendor that the filter names and that cannot take part is reported; an empty list would hide it.
    named = map(context.account_at, vendors or ()) if accounts is None else sorted(accounts)
    refused = [problem for account in named if (problem := why_not(account)) is not None]
    scope = current_scope()
    # What cannot be read in a row that is sorted or filtered out is missing from no answer.
    with collecting_missing_data():
        page = await merged(
            sources,
            first=size,
            filter_hash=hashed,
            resumed=after is not None,
            looks_ahead=looks_ahead(),
            continues=scope is None or scope.selected is None or not scope.selected.isdisjoint(_CURSORS),
            refused=refused,
        )
    # Rows from a snapshot were fetched by an earlier operation.
    context.loaders.listed.remember(page.nodes)
    return page

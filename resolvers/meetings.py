"""Resolvers for meetings and the fields of one meeting."""

from collections.abc import Awaitable, Collection, Coroutine
from functools import partial
from typing import Any

from models.account import Account
from models.ids import Key, Kind
from models.listing import Batch, MeetingQuery
from models.lobby import Lobby
from models.meeting import Meeting
from models.page import Page
from models.vendor import Capability, Vendor, sorted_capabilities
from models.vendor_problem import VendorProblem
from models.view import with_changes
from resolvers import appointments
from resolvers.context import Context, Info
from resolvers.lists import over_vendors
from resolvers.loads import Load, Loadable
from resolvers.lookups import Lookup, key_for
from vendors.base import Adapter


def by_key(key: Key, context: Context) -> Load[Meeting | None]:
    return Load(context.loaders.meetings, key)


def find(lookup: Lookup, context: Context) -> Load[Meeting | None] | Awaitable[Meeting | None]:
    if lookup.id is not None:
        return by_id(context.key_of(Kind.MEETING, lookup.id), context)
    return _located(lookup, context)


async def _located(lookup: Lookup, context: Context) -> Meeting | None:
    key = await key_for(Kind.MEETING, lookup, context)
    return None if key is None else await by_id(key, context)


def by_id(key: Key, context: Context) -> Load[Meeting | None]:
    """The meeting, also one that its vendor no longer has because it was cancelled through this API."""
    return Load(context.loaders.meetings, key, partial(_or_cancelled, key, context))


def _or_cancelled(
    key: Key, context: Context, found: Meeting | None
) -> Meeting | Coroutine[Any, Any, Meeting | None]:
    return found or appointments.cancelled(key, context)


async def batch_of(adapter: Adapter, query: MeetingQuery, page: int, context: Context) -> Batch[Meeting]:
    """One page of a vendor's meetings with their remembered facts, which sorting and filtering need."""
    batch = await context.loaders.vendor_states.learn_from(
        adapter.account, lambda: adapter.list_meetings(query, page)
    )
    items = await context.remembered_facts.completed(batch.items)
    return batch if items is batch.items else with_changes(batch, items=tuple(items))


async def listed(
    context: Context,
    *,
    query: MeetingQuery,
    vendors: Collection[Vendor] | None,
    first: int | None,
    after: str | None,
) -> Page[Meeting]:
    """Meetings of all vendors, or of some, by start time."""
    asked, accounts = query.asked(), _accounts(query, vendors)
    page = await over_vendors(
        context,
        query=query,
        capability=_needs(query),
        vendors=vendors if accounts is None else frozenset(account.vendor for account in accounts),
        fetch=lambda adapter, page: batch_of(adapter, asked, page, context),
        time="starts_at",
        first=first,
        after=after,
        unfit=partial(_unfit, query),
        accounts=accounts,
    )
    return with_changes(page, searched_from=query.searched_from)


def _accounts(query: MeetingQuery, vendors: Collection[Vendor] | None) -> frozenset[Account] | None:
    """Those that the query's ids are in, and no other can have what it asks for; None where it names no id."""
    named = [
        frozenset({key.account}) for key in (query.room, query.device, query.provider) if key is not None
    ]
    if query.hosts is not None:
        named.append(frozenset(account for account, _ in query.hosts))
    if not named:
        return None
    shared = frozenset.intersection(*named)
    return frozenset(account for account in shared if vendors is None or account.vendor in vendors)


def _unfit(query: MeetingQuery, adapter: Adapter) -> VendorProblem | None:
    if query.hosts is not None and not adapter.tells_hosts:
        return VendorProblem.unfit(adapter.vendor, "who holds a meeting")
    return None


def _needs(query: MeetingQuery) -> Capability:
    """The capabilities that a filter requires of a vendor."""
    if query.asks_for_devices:
        return Capability.READ_DEVICES
    return Capability.READ_MEETINGS if query.provider is None else Capability.READ_PROVIDERS


def lobby_of(root: Meeting, info: Info) -> Loadable[Lobby | None]:
    if not info.context.offers(root.account, Capability.READ_LOBBY):
        return None
    return Load(info.context.loaders.lobbies, root.key)


def capabilities_of(root: Meeting, info: Info) -> list[Capability]:
    return sorted_capabilities(info.context.adapter(root.account).meeting_capabilities)

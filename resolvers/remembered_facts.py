"""Remembered facts: what the vendor of a meeting does not return again, read from the store, and how long it is valid.

The vendor's data takes precedence: a field that the vendor returns is never replaced. There are two other cases.

- The vendor never returns the field, so it is None (VConnct's times): our value is valid as long as the meeting exists.
- Another, more expensive call returns it, so the field is `Unfetched` (EnableX' PINs): our value replaces that call
while the vendor's data about the meeting is the same as when we stored it, for a day at most. If that call returns
nothing, our value is used, however old it is.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
from types import NoneType
from typing import Any

import msgspec

from models.access import JoinLink, Pins
from models.account import Account
from models.documents.remembered import Remembered
from models.errors import DecryptionFailed, StoreUnavailable, UnreadableDocument
from models.ids import Key
from models.meeting import Meeting
from models.partial import Unfetched
from models.room import Room
from models.time_zone import TimeZone
from models.vendor_problem import VendorProblem
from models.view import with_changes
from models.view_columns import read_ahead
from resolvers.fact_loader import FactLoader, PlaceLoader, place_of, witness_of
from resolvers.loads import Load, Loadable
from store import remembered
from store.store import Store
from vendors.adapters import Adapters
from vendors.cooperative import cooperatively, in_portions
from vendors.missing_data import Identity, note_missing
from vendors.operation_scope import current_scope
from vendors.partial_results import PartialResults

# How long our value may replace a call to the vendor.
FRESH_FOR = timedelta(days=1)

_TYPES: Mapping[str, Any] = {
    "starts_at": datetime,
    "duration_minutes": int,
    "description": str,
    "time_zone": TimeZone,
    "pins": Pins,
    "join_links": tuple[JoinLink, ...],
}
# Everything else is encrypted: secrets, and texts, which may concern a patient.
_READABLE = frozenset({"starts_at", "duration_minutes", "time_zone"})

# The types of the values in whose place there may be ours.
_LACKING = frozenset({NoneType, str})
# What lists are filtered and ordered by.
_FILTERED_BY = frozenset({"starts_at", "duration_minutes", "description"})
# The attributes that are made of all others.
_MADE_OF_ALL = frozenset({"ical", "ical_without_secrets"})


@dataclass(frozen=True, slots=True)
class RememberedValue:
    """A remembered value, which may be None."""

    value: Any


class RememberedFacts:
    """The remembered facts about meetings, loaded once per operation.

    Args:
        vendors: the adapters, each of which declares the fields that its vendor does not return again.
        store: where the facts are kept.
    """

    def __init__(self, vendors: Adapters, store: Store) -> None:
        self._vendors = vendors
        self._store = store

    async def completed(self, meetings: Sequence[Meeting]) -> Sequence[Meeting]:
        """A list's rows with the fields that their vendor never returns; the same objects if nothing is remembered.

        Only the fields are completed that the operation selects, or that lists are filtered and ordered by. If the
        store is unavailable, that is reported once for all of them.
        """
        scope = current_scope()
        selected = None if scope is None else scope.selected
        completed, lost = await self._completed(meetings, selected)
        for vendor, number in Counter(meeting.vendor for meeting in lost).items():
            note_missing(VendorProblem.without_kept_facts(vendor, number), Identity(lost))
        return completed

    async def completing(self, answer: Awaitable[PartialResults[Meeting]]) -> PartialResults[Meeting]:
        """A vendor's results by key with the fields that it never returns; missing data is noted for each key."""
        found = await answer
        shown = {key: meeting for key, meeting in found.items() if isinstance(meeting, Meeting)}
        meetings = list(shown.values())
        completed, lost = await self._completed(meetings, None)
        for meeting in lost:
            note_missing(VendorProblem.without_kept_facts(meeting.vendor, 1), meeting.key, meeting.key)
        return found if completed is meetings else {**found, **dict(zip(shown, completed, strict=True))}

    def standing_in(
        self, thing: Meeting | Room, name: str, *, now: Callable[[], datetime] | None
    ) -> Loadable[RememberedValue | None]:
        """Our value of a field, if it may replace the vendor's.

        Args:
            thing: a meeting, or the room behind one.
            name: of the field.
            now: decides whether our value is fresh; None if the vendor was asked and did not return it.
        """
        if name not in self.kept_of(thing.account):
            return None

        def of_facts(are_known: bool) -> RememberedValue | None:
            try:
                kept = self._kept(thing, are_known=are_known)
                if kept is None or not remembered.fits(self._store, kept, witness_of(thing)):
                    return None
                if now is not None and now() - kept.saved_at > FRESH_FOR:
                    return None
                return self._value(kept, name)
            except (StoreUnavailable, UnreadableDocument) as error:
                if now is None:
                    # There is no other source.
                    _note_missing(thing, error)
                return None

        place = place_of(thing)
        return of_facts(True) if self._facts.knows(place) else Load(self._places, place, of_facts)

    async def keep(self, meeting: Meeting, *, cleared: Collection[str] = frozenset()) -> None:
        """Stores the fields of a meeting that the vendor does not return again; at once, or when the store is
        available.

        Args:
            meeting: as its vendor returned it when it was created or changed.
            cleared: the attributes that were cleared.
        """
        forgotten = self.kept_of(meeting.account)
        plain = {
            name: msgspec.to_builtins(value)
            for name in forgotten
            if not isinstance(value := getattr(meeting, name), Unfetched) and value is not None
        }
        gone = forgotten.intersection(cleared)
        if not plain and not gone:
            return
        await remembered.keep(
            self._store,
            meeting.account,
            meeting.vendor_id,
            facts={name: value for name, value in plain.items() if name in _READABLE},
            secrets={name: value for name, value in plain.items() if name not in _READABLE},
            witness=witness_of(meeting),
            gone=gone,
        )
        self._read_afresh()

    async def forget(self, meeting: Key) -> None:
        await remembered.forget(self._store, Remembered.key(meeting.account, meeting.parts[-1]))
        self._read_afresh()

    @cached_property
    def _facts(self) -> FactLoader:
        accounts = [account for account, adapter in self._vendors.items() if adapter.forgotten_of_meetings]
        return FactLoader(self._store, accounts)

    @cached_property
    def _places(self) -> PlaceLoader:
        return PlaceLoader(self._facts)

    def _read_afresh(self) -> None:
        """Loads no facts yet, and none that were read before."""
        self.__dict__.pop("_facts", None)
        self.__dict__.pop("_places", None)

    def kept_of(self, account: Account) -> frozenset[str]:
        """The fields of meetings that are remembered, because the account's vendor does not return them again."""
        adapter = self._vendors.get(account)
        # It may have been removed since its rows were read.
        return frozenset() if adapter is None else adapter.forgotten_of_meetings

    async def _completed(
        self, meetings: Sequence[Meeting], selected: frozenset[str] | None
    ) -> tuple[Sequence[Meeting], Sequence[Meeting]]:
        """One account's completed meetings, and those for which the store could not be queried."""
        needed = _needed(self.kept_of(meetings[0].account), selected) if meetings else frozenset()
        if not needed:
            return meetings, ()
        account = meetings[0].account
        if len(meetings) == 1 and {type(getattr(meetings[0], name)) for name in needed}.isdisjoint(_LACKING):
            return meetings, ()
        await in_portions(meetings, lambda some: read_ahead(some, *needed))
        columns = [list(map(attrgetter(name), meetings)) for name in needed]
        kinds = [set(map(type, column)) for column in columns]
        # A comparison with a model takes longer than all the rest.
        has_cleared = any(str in kind and "" in column for kind, column in zip(kinds, columns, strict=True))
        if not (has_cleared or any(NoneType in kind for kind in kinds)):
            return meetings, ()
        if await self._facts.has_none(account) and not has_cleared:
            return meetings, ()
        rows = enumerate(zip(meetings, *columns, strict=True))
        lacking: list[tuple[int, Meeting]] = [
            (number, meeting)
            async for number, (meeting, *values) in cooperatively(rows)
            if None in values or "" in values
        ]
        await self._facts.ask(place_of(meeting) for _, meeting in lacking)
        changed: dict[int, Meeting] = {}
        lost: list[Meeting] = []
        async for number, meeting in cooperatively(lacking):
            place = place_of(meeting)
            kept = self._facts.found(place)
            if isinstance(kept, UnreadableDocument):
                _note_missing(meeting, kept)
            elif not self._facts.knows(place):
                # There is no other source, so the response is incomplete.
                lost.append(meeting)
            whole = self._with_kept(meeting, kept if isinstance(kept, Remembered) else None, needed)
            if whole is not meeting:
                changed[number] = whole
        if not changed:
            return meetings, lost
        return [changed.get(number, meeting) for number, meeting in enumerate(meetings)], lost

    def _with_kept(self, meeting: Meeting, kept: Remembered | None, forgotten: Collection[str]) -> Meeting:
        """The meeting with those of its remembered facts; the same object if they change nothing."""
        # A cleared text is stored, and returned by the write, as an empty text; for a reader it is None.
        changes: dict[str, Any] = {name: None for name in forgotten if getattr(meeting, name) == ""}
        if kept is None:
            return with_changes(meeting, **changes) if changes else meeting
        for name in forgotten:
            if getattr(meeting, name) not in (None, ""):
                continue
            try:
                held = self._value(kept, name)
            except UnreadableDocument as error:
                _note_missing(meeting, error)
                continue
            if held is not None and held.value != "":
                changes[name] = held.value
        return _with_end(with_changes(meeting, **changes) if changes else meeting)

    def _kept(self, thing: Meeting | Room, *, are_known: bool) -> Remembered | None:
        """The remembered facts of an object.

        Raises:
            StoreUnavailable, UnreadableDocument: they could not be read.
        """
        if not are_known:
            raise StoreUnavailable
        kept = self._facts.found(place_of(thing))
        if isinstance(kept, UnreadableDocument):
            raise kept
        return kept

    def _value(self, kept: Remembered, name: str) -> RememberedValue | None:
        """Our value of a field.

        Raises:
            UnreadableDocument: the stored value is invalid.
        """
        try:
            if name in kept.facts:
                return RememberedValue(msgspec.convert(kept.facts[name], _TYPES[name]))
            if name in kept.secrets:
                return RememberedValue(
                    msgspec.convert(self._store.vault.decrypt(kept.secrets[name]), _TYPES[name])
                )
        except (msgspec.ValidationError, DecryptionFailed):
            error = UnreadableDocument(Remembered.collection(), kept.id)
            self._store.unreadable.note(error)
            raise error from None
        return None


def _needed(forgotten: frozenset[str], selected: frozenset[str] | None) -> frozenset[str]:
    """The fields that must be completed before anybody looks at a list."""
    if selected is None or _MADE_OF_ALL & selected:
        return forgotten
    return forgotten & (selected | _FILTERED_BY)


def _note_missing(thing: Meeting | Room, why: StoreUnavailable | UnreadableDocument) -> None:
    is_away = isinstance(why, StoreUnavailable)
    told = VendorProblem.without_kept_facts if is_away else VendorProblem.unreadable_kept_facts
    note_missing(told(thing.vendor, 1), thing.key, thing.key)


def _with_end(meeting: Meeting) -> Meeting:
    """The end is derived from the remembered facts; it is never stored."""
    end = None if meeting.ends_at is not None else meeting.planned_end
    return meeting if end is None else with_changes(meeting, ends_at=end)

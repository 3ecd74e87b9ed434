"""The list calls of VSee whose answers are decoded straight into payloads."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from vendors.list_calls import ListCall
from vendors.vsee import payloads

# An id beside which `_id` means nothing; see `payloads.identified`.
OwnId: TypeAlias = str | Annotated[int, Meta(ge=1, le=2**63 - 1)]


class IdentifiedProvider(payloads.Provider):
    """A provider that goes by `id`."""

    id: OwnId


class IdentifiedVisit(payloads.Visit):
    """A visit that goes by `id`."""

    id: OwnId


LIST_ROOMS = ListCall("list rooms", payloads.RoomSummary, "data")
LIST_PROVIDERS = ListCall("list providers", payloads.Provider, "data", rows=IdentifiedProvider)
LIST_VISITS = ListCall("list visits", payloads.Visit, "data", rows=IdentifiedVisit)

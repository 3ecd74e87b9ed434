"""The parts of an input that only one vendor has, as its folder declares them; exactly one of them is given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import strawberry
from strawberry.utils.str_converters import to_camel_case

from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.changes import Path, cleared
from graph.schema.inputs.own_types import asked, own_type
from graph.schema.inputs.places import Place
from models.drafts import MeetingFields
from models.errors import BadInput
from models.vendor import Vendor
from resolvers.context import Context
from vendors.meeting_input import OnNull, OwnPart
from vendors.registry import VENDORS
from vendors.registry_entry import RegistryEntry

T = TypeVar("T", bound=type)
D = TypeVar("D", bound=MeetingFields)

# A vendor whose part is the same for a new meeting and for a change has one type for both.
_type = cache(own_type)


def _members(part: Callable[[RegistryEntry], tuple[OwnPart | None, str]]) -> Callable[[T], T]:
    """Gives a class one optional field, with its description, for each vendor with such a part."""

    def add(cls: T) -> T:
        for row in VENDORS:
            own, description = part(row)
            if own is not None:
                cls.__annotations__[row.account] = _type(own) | None
                setattr(cls, row.account, input_field(default=strawberry.UNSET, description=description))
        return cls

    return add


@input_type(one_of=True, description="The vendor, and the part of the meeting that only this vendor has.")
@_members(lambda row: (row.scheduling, row.scheduling_description))
class MeetingVendorInput:
    pass


@input_type(one_of=True, description="The part of the meeting that only its vendor has.")
@_members(lambda row: (row.updating, f"Changes to a meeting at {row.vendor.label}."))
class MeetingVendorChangesInput:
    pass


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """The vendor's part that is given."""

    vendor: Vendor
    part: OwnPart
    given: Any

    def asked(self, context: Context) -> dict[str, Any]:
        """What it asks for, by the attributes of the draft."""
        return asked(self.part, self.given, context)

    def cleared(self) -> Iterator[Path]:
        """Where it says null and thereby clears, by the paths of attributes."""
        besides = tuple(field.fills for field in self.part.fields if field.on_null is not OnNull.CLEARS)
        return cleared(self.given, besides=besides)

    def draft(self, kind: type[D]) -> type[D]:
        """The class of the draft: the vendor's own, if it has one of this kind."""
        own: Any = self.part.fills
        return own if issubclass(own, kind) else kind


def chosen(input: MeetingVendorInput | MeetingVendorChangesInput) -> ChosenPart:
    """The vendor whose part is given.

    Raises:
        BadInput: there is none.
    """
    for row in VENDORS:
        given = getattr(input, row.account, None)
        part = row.scheduling if isinstance(input, MeetingVendorInput) else row.updating
        if given and part is not None:
            return ChosenPart(row.vendor, part, given)
    raise BadInput("Give one vendor's part in `vendor`.")


def place_of(vendor: Vendor) -> Place:
    """Where a vendor's own part stands in the input."""
    [row] = [row for row in VENDORS if row.vendor is vendor]
    return ("vendor", to_camel_case(row.account))


def places(vendor: Vendor) -> Mapping[str, Place]:
    """Where the attributes of a draft that belong to a vendor's own part stand in the input."""
    [row] = [row for row in VENDORS if row.vendor is vendor]
    return {
        field.fills: (*place_of(vendor), to_camel_case(field.fills))
        for part in (row.scheduling, row.updating)
        if part is not None
        for field in part.fields
    }

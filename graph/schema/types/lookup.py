"""LookupInput: identifies an object by its global id or by the vendor's id."""

import strawberry

from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.account_name import account_name
from models.bounds import VENDOR_ID
from models.errors import BadInput
from models.vendor import Vendor
from resolvers import lookups


@input_type(fills=lookups.VendorId, description="A vendor's id of an object.")
class VendorIdInput:
    vendor: Vendor = input_field(description="The vendor that the id belongs to.")
    id: str = input_field(
        characters=VENDOR_ID,
        description="The vendor's id: for a device its `_id` or its barcode, for a VSee room its code. At EnableX "
        "only permanent rooms are found; reach the room of a meeting through its meeting. If several VConnct "
        "sessions share an id, the newest is returned; a global id identifies each of them.",
    )
    account: str | None = account_name()
    meeting_id: str | None = input_field(
        default=strawberry.UNSET,
        characters=VENDOR_ID,
        description="The vendor's id of the meeting that the object belongs to. Required for a command; makes the "
        "lookup of a session faster.",
    )
    device_id: str | None = input_field(
        default=strawberry.UNSET,
        characters=VENDOR_ID,
        description="The vendor's id of the device that the object belongs to. Required for a command.",
    )


@input_type(fills=lookups.Lookup, one_of=True, description="Identifies an object in one of two ways.")
class LookupInput:
    id: strawberry.ID | None = input_field(default=strawberry.UNSET, description="The global id.")
    vendor_id: VendorIdInput | None = input_field(
        default=strawberry.UNSET, description="The vendor's id of this object."
    )


# The arguments of every field that looks up one thing.
LOOKUP_ARGUMENTS = {
    "id": "The global id. Give either this or `by`.",
    "by": "Another way to identify the object. Give either this or `id`.",
}


def lookup(id: strawberry.ID | None, by: LookupInput | None, *, argument: str = "id") -> lookups.Lookup:
    """The lookup that the two arguments `id` and `by` describe.

    Args:
        argument: the name under which the caller knows `id`.

    Raises:
        BadInput: both were given, or neither.
    """
    if (id is None) == (by is None):
        raise BadInput(f"Give exactly one of `{argument}` and `by`.")
    if by is None:
        return lookups.Lookup(id=id)
    # Neither null nor left out: what is empty is a malformed id.
    if isinstance(by.id, str):
        return lookups.Lookup(id=by.id)
    named = by.vendor_id
    if not named:
        raise BadInput("Give one of `by.id` and `by.vendorId`.")
    return lookups.Lookup(
        vendor_id=lookups.VendorId(
            vendor=named.vendor,
            id=named.id,
            account=named.account or None,
            meeting_id=named.meeting_id or None,
            device_id=named.device_id or None,
        )
    )

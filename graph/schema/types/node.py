"""Node: an object that can be fetched again by its id."""

import strawberry

from graph.schema.fields import attribute


@strawberry.interface(description="An object that can be fetched again by its global id.")
class Node:
    id: strawberry.ID = attribute(description="Global id. It is opaque: send it back unchanged.")


VENDOR = "The vendor that holds this object."
VENDOR_ID = "The vendor's id of this object."
AS_OF = (
    "How recent the data is, in UTC: nothing shown was read from the vendor before this time. Usually it is the "
    "start of the operation. It is earlier if the vendor is down or slow and a stale answer is used instead, or if "
    "this page comes from a list that was read for an earlier page. In a subscription event it is the time at which "
    "the vendor was asked."
)

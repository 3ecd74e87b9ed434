"""Node: anything that can be fetched again by its id."""

import strawberry

from graph.schema.fields import attribute


@strawberry.interface(description="Anything that can be fetched again by its global id.")
class Node:
    id: strawberry.ID = attribute(description="Global and opaque; pass it on unchanged.")


VENDOR = "The vendor that it lives at."
VENDOR_ID = "The vendor's own id of it."
AS_OF = (
    "From when it is what is shown, in UTC: nothing of it is older. That is the beginning of the operation; earlier "
    "where the vendor is down or slow and an answer from better days stands in, and where somebody walks on in a list "
    "whose rows were read before. In an event it is when the vendor was asked."
)

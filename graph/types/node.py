"""Node: anything that can be fetched again by its id."""

import strawberry
from strawberry import field


@strawberry.interface(description="Anything that can be fetched again by its global id.")
class Node:
    id: strawberry.ID = field(description="Global and opaque; pass it on unchanged.")


VENDOR = "The vendor that it lives at."
VENDOR_ID = "The vendor's own id of it."

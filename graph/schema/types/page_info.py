"""PageInfo, Edge and Connection: the Relay types of pagination."""

import strawberry
from strawberry import federation

from graph.schema.fields import attribute
from graph.schema.types.vendor_problem import VendorProblem


@federation.type(shareable=True, description="Information about a page of a connection.")
class PageInfo:
    has_next_page: bool = attribute(description="Whether the list has rows after this page.")
    has_previous_page: bool = attribute(description="Whether the list has rows before this page.")
    start_cursor: str | None = attribute(description="Cursor of the first row of the page.")
    end_cursor: str | None = attribute(
        description="Cursor of the last row of the page. Pass it as `after` to get the next page."
    )


@strawberry.type
class Edge:
    cursor: str = attribute(description="Opaque cursor of this row.")


@strawberry.type
class Connection:
    page_info: PageInfo = attribute(description="Information about this page, for pagination.")
    unavailable: list[VendorProblem] = attribute(
        description="What is missing from this page, by vendor: a vendor failed, rows or values could not be read, "
        "facts that this API stores are not available, or rows do not have the value that the filter compares. One "
        "vendor can have several entries."
    )


# The arguments of every list that is wholly known when it is paged.
BOTH_WAYS = {
    "first": "How many rows from the start of the list, 1 to 100. The default is 20 if neither `first` nor `last` is "
    "given.",
    "after": "Return the rows after this cursor.",
    "last": "How many rows from the end of the list, 1 to 100. Do not give it together with `first`.",
    "before": "Return the rows before this cursor.",
}

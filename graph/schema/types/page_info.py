"""PageInfo: where a page of a connection stands."""

import strawberry
from strawberry import federation

from graph.schema.fields import attribute
from graph.schema.types.vendor_problem import VendorProblem


@federation.type(shareable=True, description="Where a page stands within its list.")
class PageInfo:
    has_next_page: bool = attribute(description="Whether there are rows after this page.")
    has_previous_page: bool = attribute(description="Whether there are rows before this page.")
    start_cursor: str | None = attribute(description="Cursor of the first row of the page.")
    end_cursor: str | None = attribute(description="Cursor of the last row; pass it as `after` to go on.")


@strawberry.type
class Edge:
    cursor: str = attribute(description="Opaque place of this row in its list.")


@strawberry.type
class Connection:
    page_info: PageInfo = attribute(description="Where this page stands.")
    unavailable: list[VendorProblem] = attribute(
        description="What is missing from this page, and from whom: a vendor that failed, rows or values that could "
        "not be read, facts that this API keeps and cannot reach, rows that do not tell what the filter asks about. "
        "Several entries may name one vendor."
    )


# The arguments of every list that is wholly known when it is paged.
BOTH_WAYS = {
    "first": "How many rows from the front, 1 to 100; 20 where neither `first` nor `last` is given.",
    "after": "Start behind this cursor.",
    "last": "How many rows from the back, 1 to 100; not together with `first`.",
    "before": "End before this cursor.",
}

"""PageInfo, Edge and Connection: the Relay types of pagination."""

import strawberry
from strawberry import federation

from graph.schema.fields import attribute
from graph.schema.input_fields import InputDeclaration
from graph.schema.types.vendor_problem import VendorProblem
from models.bounds import at_most, between
from models.page import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from resolvers.cursors import LONGEST


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


def size(description: str) -> InputDeclaration:
    """Declares an argument for the number of rows of a page."""
    return InputDeclaration(description=description, number=between(1, MAX_PAGE_SIZE))


def cursor(description: str) -> InputDeclaration:
    """Declares an argument that takes the cursor of a row."""
    return InputDeclaration(description=description, characters=at_most(LONGEST))


# The arguments of every list that is read completely before it is paginated.
BOTH_WAYS = {
    "first": size(
        f"How many rows from the start of the list. The default is {DEFAULT_PAGE_SIZE} if neither `first` nor `last` "
        "is given."
    ),
    "after": cursor("Return the rows after this cursor."),
    "last": size("How many rows from the end of the list. Do not give it together with `first`."),
    "before": cursor("Return the rows before this cursor."),
}


def forward(after: str) -> dict[str, InputDeclaration]:
    """The arguments of a list over several vendors.

    Args:
        after: the other arguments that must be the same as for the previous page.
    """
    return {
        "first": size(f"How many rows. The default is {DEFAULT_PAGE_SIZE}."),
        "after": cursor(f"Return the rows after this cursor. Use the same {after} as for the first page."),
    }

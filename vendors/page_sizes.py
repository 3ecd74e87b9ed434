"""Tells from the number of its rows whether a page may be followed by another, where a vendor tells no total. Pure."""

# A vendor may hold its pages shorter than asked, by a number of its own and without a word; but no shorter than this.
SHORTEST = 5


def may_go_on(rows: int, asked: int) -> bool:
    """Whether there may be a next page: the page is full, or as long as a shorter page may be.

    Args:
        rows: all that the page had, readable or not.
        asked: how many it was asked to hold.
    """
    return rows >= min(asked, SHORTEST)

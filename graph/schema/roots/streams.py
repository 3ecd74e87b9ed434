"""What the descriptions of subscriptions have in common, and how their things are named."""

from collections.abc import Sequence

from models.errors import BadInput
from resolvers.following import Asked, many, one

LATEST = (
    "10 seconds later at most, unless the gateway is set otherwise (`MEETGRAPH_POLL_SECONDS_AT_REST`): the vendor is "
    "asked by and by, once for all who follow it."
)
ONE = (
    "Ends at once with an error where the id is none, where there is no such thing (NOT_FOUND), or where its vendor "
    "has none of the kind or is not configured; with null where it is removed later. While the vendor fails the field "
    "is null with an error, once, and goes on."
)
MANY = (
    "An id that cannot be followed, or no longer, is null with an error whose `extensions.id` names it, as is a "
    "failure of its vendor; the others go on. Ends where nothing is left to follow. Who reads slowly is told the "
    "latest of each."
)
IDS = "1 to 100; one that is named twice counts once."
COMMANDS = (
    "With `id`, ends at once with an error where the id is none, where there is no such thing (NOT_FOUND), or where "
    "its vendor has no commands or is not configured. With `ids`, that is null with an error whose `extensions.id` "
    "names it, and the others go on. Where the vendor cannot say whether there is such a thing, that is told in the "
    "same way, and the steps go on."
)


def asked(id: str | None, ids: Sequence[str] | None, old: str | None) -> Asked:
    """What is to be followed, where one argument or another names it.

    Args:
        old: the value of the argument that `id` has taken the place of.

    Raises:
        BadInput: none names it, or more than one.
    """
    if [id, ids, old].count(None) != 2:
        raise BadInput("Give `id` or `ids`.")
    if ids is not None:
        return many(ids)
    return one(id or old or "")

"""Texts and arguments that the subscription fields share."""

from collections.abc import Sequence

from graph.schema.input_fields import InputDeclaration
from models.bounds import between
from models.errors import BadInput
from models.page import MAX_PAGE_SIZE
from resolvers.subscriptions import SubscriptionTargets, many, one

LATEST = (
    "at the latest 10 seconds after the change, unless the gateway sets another interval "
    "(`MEETGRAPH_POLL_SECONDS_AT_REST`). The gateway polls the vendor once for all subscribers."
)
ONE = (
    "Ends at once with an error if the id is not valid, if the object does not exist (NOT_FOUND), or if its vendor "
    "does not have this kind of object or is not configured. Ends with null if the object is removed later. If the "
    "vendor fails, the field is null with one error, and the subscription continues."
)
MANY = (
    "If one id cannot be followed, or can no longer be followed, or its vendor fails, the field is null with an "
    "error that names the id in `extensions.id`; the other ids continue. Ends when no id is left to follow. A slow "
    "subscriber gets the latest event of each id."
)
COMMANDS = (
    "With `id`, ends at once with an error if the id is not valid, if the object does not exist (NOT_FOUND), or if "
    "its vendor has no commands or is not configured. With `ids`, the field is then null with an error that names "
    "the id in `extensions.id`, and the other ids continue. If the vendor cannot say whether the object exists, an "
    "error reports that in the same way, and the events continue."
)


def ids(description: str) -> InputDeclaration:
    """Declares the argument that names several things to follow."""
    return InputDeclaration(
        description=f"{description} Duplicates are ignored.", entries=between(1, MAX_PAGE_SIZE)
    )


def asked(id: str | None, ids: Sequence[str] | None, old: str | None) -> SubscriptionTargets:
    """The objects to subscribe to, whichever argument names them.

    Args:
        old: the value of the deprecated argument that `id` replaces.

    Raises:
        BadInput: none names it, or more than one.
    """
    if [id, ids, old].count(None) != 2:
        raise BadInput("Give `id` or `ids`.")
    if ids is not None:
        return many(ids)
    return one(id or old or "")

"""Reports errors at the paths of fields with missing data whose type has no `unavailable`."""

from collections.abc import Awaitable
from typing import Any

from models.vendor_problem import MissingPart
from vendors.missing_data import MissingData, collecting_missing_data
from vendors.operation_scope import current_scope


async def told(value: Awaitable[Any], path: Any, *, is_part: bool = False) -> Any:
    """The awaited value; data that is missing from it is reported at its path.

    Args:
        is_part: whether it is fetched together with other fields of its object.
    """
    with collecting_missing_data() as gaps:
        found = await value
    scope = current_scope()
    if gaps and scope is not None:
        place = tuple(path.as_list())
        for item in gaps:
            # One call brings all parts of an object: a value that it could not read is the object's, and told once.
            is_of_object = is_part and item.problem.missing is MissingPart.FIELDS
            scope.told_at.setdefault(place[:-1] if is_of_object else place, MissingData()).add(item)
    return found

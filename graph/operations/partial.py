"""Reports errors at the paths of fields with missing data whose type has no `unavailable`."""

from collections.abc import Awaitable, Iterable
from typing import Any

from models.vendor_problem import MissingPart
from vendors.missing_data import MissingData, MissingItem, collecting_missing_data
from vendors.operation_scope import current_scope


async def told(value: Awaitable[Any], path: Any, *, is_part: bool = False) -> Any:
    """The awaited value; data that is missing from it is reported at its path.

    Args:
        is_part: whether it is fetched together with other fields of its object.
    """
    with collecting_missing_data() as gaps:
        found = await value
    if gaps:
        tell(gaps, path, is_part=is_part)
    return found


def tell(gaps: Iterable[MissingItem], path: Any, *, is_part: bool) -> None:
    """Reports the data that is missing from a value at its path.

    Args:
        is_part: as above.
    """
    scope = current_scope()
    if scope is None:
        return
    place = tuple(path.as_list())
    for item in gaps:
        # One call brings all parts of an object: a value that it could not read is the object's, and told once.
        is_of_object = is_part and item.problem.missing is MissingPart.FIELDS
        scope.told_at.setdefault(place[:-1] if is_of_object else place, MissingData()).add(item)

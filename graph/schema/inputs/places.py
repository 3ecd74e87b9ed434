"""Converts the path of a problem to the schema's names. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from strawberry.utils.str_converters import to_camel_case

from models.view import with_changes
from models.write_results import WriteResult

W = TypeVar("W", bound=WriteResult)

Place = tuple[str, ...]


def placed(written: W, places: Mapping[str, Place] | None = None) -> W:
    """The payload with its problems' paths in the input's names.

    Args:
        places: the paths in the input of those attributes of the draft that are not top-level fields of the same name.
    """
    problems = tuple(problem.at(_placed(problem.path, places or {})) for problem in written.problems)
    return with_changes(written, problems=problems)


def _placed(path: Place | None, places: Mapping[str, Place]) -> Place | None:
    if not path:
        return path
    first, *rest = path
    return ("input", *places.get(first, (to_camel_case(first),)), *map(to_camel_case, rest))

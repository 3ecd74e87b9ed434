"""Compares what a plan answers with what graphql-core does."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLError

Path = tuple[str | int, ...]


def differences(planned: ExecutionResult, core: ExecutionResult) -> list[str]:
    """Where two results differ beyond what the specification leaves open.

    Data are equal with the order of keys. The errors of places that are null themselves are equal. Of errors below a
    place that became null, both have at least one. Those of a plan are in the order of the response.
    """
    if (difference := _first_difference(planned.data, core.data, ())) is not None:
        return [difference]
    nulls = {path: number for number, path in enumerate(_nulls(planned.data, ()))}
    ours, theirs = _by_null(planned, nulls), _by_null(core, nulls)
    found = []
    for path in sorted({*ours, *theirs}, key=lambda each: nulls.get(each, -1)):
        own, other = ours.get(path, []), theirs.get(path, [])
        own_here = {_told(error) for error in own if tuple(error.path or ()) == path}
        other_here = {_told(error) for error in other if tuple(error.path or ()) == path}
        if own_here != other_here:
            found.append(f"errors at {path}: {own_here} in the plan, {other_here} in graphql-core")
        elif not own or not other:
            found.append(f"errors below {path}: {len(own)} in the plan, {len(other)} in graphql-core")
        elif len(own) > 1 and path:
            # Without data, those of mutations before the one that failed are told, too.
            found.append(f"{len(own)} errors below {path} in the plan: {own}")
    order = [nulls[place] for error in planned.errors or () if (place := _null_of(error, nulls)) is not None]
    if order != sorted(order):
        found.append(f"errors of the plan out of order: {planned.errors}")
    return found


def _first_difference(own: Any, other: Any, path: Path) -> str | None:
    if isinstance(own, dict) and isinstance(other, dict):
        if list(own) != list(other):
            return f"keys at {path}: {list(own)} in the plan, {list(other)} in graphql-core"
        places = [(own[key], other[key], (*path, key)) for key in own]
    elif isinstance(own, list) and isinstance(other, list) and len(own) == len(other):
        places = [(*both, (*path, index)) for index, both in enumerate(zip(own, other, strict=True))]
    else:
        texts = [json.dumps(value, default=lambda value: type(value).__name__) for value in (own, other)]
        return (
            None if texts[0] == texts[1] else f"at {path}: {texts[0]} in the plan, {texts[1]} in graphql-core"
        )
    found = (_first_difference(*each) for each in places)
    return next((each for each in found if each is not None), None)


def _told(error: GraphQLError) -> tuple[str, str]:
    # What the executors themselves refuse is told to nobody in their words.
    message = "refused" if isinstance(error.original_error, GraphQLError) else error.message
    return message, json.dumps([[place.line, place.column] for place in error.locations or ()])


def _nulls(data: Any, path: Path) -> Iterator[Path]:
    """The places of a response that are null, in its order."""
    if data is None:
        yield path
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _nulls(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _nulls(value, (*path, index))


def _by_null(result: ExecutionResult, nulls: Mapping[Path, int]) -> dict[Path, list[GraphQLError]]:
    found: dict[Path, list[GraphQLError]] = {}
    for error in result.errors or ():
        place = _null_of(error, nulls)
        found.setdefault(("?",) if place is None else place, []).append(error)
    return found


def _null_of(error: GraphQLError, nulls: Mapping[Path, int]) -> Path | None:
    """The place that is null for an error."""
    path = tuple(error.path or ())
    for length in range(len(path), -1, -1):
        if path[:length] in nulls:
            return path[:length]
    return None

"""Finds the fields of an input that are null and therefore cleared; a field left out is unchanged. Pure."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

Path = tuple[str, ...]


def cleared(asked: Any, *, besides: tuple[str, ...], path: Path = ()) -> Iterator[Path]:
    """The fields of an input that are null, by the paths of attributes.

    Args:
        asked: an input, or the mark of an omitted one.
        besides: its attributes in which null clears nothing, or means an empty text.
        path: the path of the input itself.
    """
    if not is_dataclass(asked):
        return
    for attribute in fields(asked):
        value, place = getattr(asked, attribute.name), (*path, attribute.name)
        if attribute.name in besides:
            continue
        if value is None:
            yield place
        elif not getattr(value, "one_value", False):
            yield from cleared(value, besides=(), path=place)

"""Makes the objects of a run of leaves out of its columns: all keys of an object at once, so that it never grows."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, cast

# Makes objects of their values, column by column.
RowMaker: TypeAlias = Callable[[Sequence[Iterable[Any]]], list[dict[str, Any]]]


@lru_cache(maxsize=512)
def row_maker(keys: tuple[str, ...]) -> RowMaker:
    """What makes objects with these keys, in this order; it is compiled, because only a literal makes a dict in one go.

    Args:
        keys: at least one, each once.
    """
    values = [f"value_{number}" for number in range(len(keys))]
    # The keys are literals in the source, whatever is in them.
    entries = ", ".join(f"{key!r}: {value}" for key, value in zip(keys, values, strict=True))
    source = f"lambda columns: [{{{entries}}} for {', '.join(values)}, in zip(*columns, strict=True)]"
    return cast("RowMaker", eval(source, {"__builtins__": {"zip": zip}}))

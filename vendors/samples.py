"""Chooses the objects of a response that are looked at for drift, and names their place in it.

Looking at an object takes longer than reading it, so only a few objects of each response are looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from vendors.drift import DriftRecord
from vendors.payload import Row

T = TypeVar("T")

# The one call that is not named by a verb and an object.
_LOGIN = "log in"


class Sample(dict[type[Row], int]):
    """The objects of one response: of each class, how many may pass before the next one is looked at.

    Attributes:
        record: where the drift of the account is recorded.
    """

    __slots__ = ("record",)

    def __init__(self, record: DriftRecord) -> None:
        super().__init__()
        self.record = record

    def look_at(
        self, value: Any, kind: type[Row], operation: str, at: str = "", *, is_due: bool = True
    ) -> None:
        """Looks at an object; args as those of `reading.read` and of `DriftRecord.look_at`."""
        self[kind] = self.record.look_at(value, kind, place_in(operation) + at, is_due=is_due)


# The sample of the response that the current task has read last.
current_sample: ContextVar[Sample | None] = ContextVar("sample", default=None)

# The list inside of the response whose rows are being read, ending in a dot; empty for the response itself.
_list: ContextVar[str] = ContextVar("list_inside_of_the_response", default="")


def look_at_rows(rows: Sequence[Any], kind: type[Row], operation: str) -> None:
    """Looks at some rows of a list that is read as a whole; args as those of `reading.read`."""
    sample = current_sample.get()
    if sample is None:
        return
    at = sample.get(kind, 0)
    while at < len(rows):
        sample.look_at(rows[at], kind, operation)
        at += 1 + sample[kind]
    sample[kind] = at - len(rows)


def place_in(operation: str) -> str:
    """The path of the objects that are being read now, ending in a dot."""
    return place_of(operation, _list.get())


@cache
def place_of(operation: str, within: str = "") -> str:
    """The path of the objects in the response to an operation, such as `meetings[].` in that to "list meetings".

    Args:
        operation: our name of the call: a verb, and the vendor's object.
        within: the path of a list in the response, such as `devices[].`.
    """
    verb, _, thing = operation.partition(" ")
    noun = "login" if operation == _LOGIN else thing.replace(" ", "_")
    if within.split("[]")[0].rpartition(".")[2] == noun:
        return within
    return f"{noun}[].{within}" if verb == "list" else f"{noun}.{within}"


@contextmanager
def list_inside(name: str) -> Iterator[None]:
    """Names the list whose rows are read in the enclosed code."""
    token = _list.set(f"{_list.get()}{name}[].")
    try:
        yield
    finally:
        _list.reset(token)


def known(
    table: Mapping[str, T], word: str | None, otherwise: T, *, at: str, record: DriftRecord | None = None
) -> T:
    """The meaning of a vendor's word; an undocumented word is counted as drift.

    Args:
        table: the documented words.
        word: None or empty if there is none.
        otherwise: the meaning of an undocumented word, or of none.
        at: the path of the field, such as `polls[].status`.
        record: the account's; by default that of the response that the current task has read last.
    """
    found = table.get(word or "")
    if found is not None:
        return found
    if record is None and (sample := current_sample.get()) is not None:
        record = sample.record
    if word and record is not None:
        record.unknown_word(at)
    return otherwise

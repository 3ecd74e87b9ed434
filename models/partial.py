"""Marks a field that a vendor's call did not return and that another call of the vendor can return.

A vendor's list rarely returns all fields of its detail call, and sometimes returns more. A mapping sets such a field to
`Unfetched(aspect)`; its resolver asks the vendor's adapter to complete the object by that aspect.
`None` is different: the vendor has no value.
"""

from dataclasses import dataclass
from typing import TypeAlias, TypeVar


@dataclass(frozen=True, slots=True)
class Unfetched:
    """Marks a value that has not been fetched.

    Attributes:
        aspect: the vendor's name, private to its adapter, for the call that fills the field.
    """

    aspect: str


T = TypeVar("T")

Maybe: TypeAlias = T | Unfetched | None


def if_fetched(value: Maybe[T]) -> T | None:
    """The value; None if it is missing or has not been fetched."""
    return None if isinstance(value, Unfetched) else value

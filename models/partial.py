"""Marks a field that a vendor's call did not return and that another call of the vendor can return.

A vendor's list rarely shows all that its detail call shows, and sometimes shows more. A mapping sets such a
field to `Unfetched(aspect)`; whoever reads it asks the vendor's adapter to complete the object by that aspect.
`None` means something else: the vendor has no value there.
"""

from dataclasses import dataclass
from typing import TypeAlias, TypeVar


@dataclass(frozen=True, slots=True)
class Unfetched:
    """Stands where a value has not been asked for.

    Attributes:
        aspect: the vendor's name, private to its adapter, for the call that fills the field.
    """

    aspect: str


T = TypeVar("T")

Maybe: TypeAlias = T | Unfetched | None


def if_fetched(value: Maybe[T]) -> T | None:
    """The value where it is there; None where it is missing or has not been asked for."""
    return None if isinstance(value, Unfetched) else value

"""Distinguishes input fields that are left out from those that are null. Pure."""

from dataclasses import fields
from typing import Any, TypeVar

from strawberry import UNSET

T = TypeVar("T")


def given(value: T | None) -> T | None:
    """The given value, or None."""
    return None if value is UNSET else value


def all_given(asked: Any) -> dict[str, Any]:
    """The values of an input by its attributes, None where there is none."""
    return {attribute.name: given(getattr(asked, attribute.name)) for attribute in fields(asked)}


def text(value: str | None) -> str | None:
    """The given text; an empty one for null, which clears it."""
    return "" if value is None else given(value)

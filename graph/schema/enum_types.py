"""Declares enums of the models as GraphQL enums. Wraps Strawberry."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from strawberry import enum as strawberry_enum
from strawberry.types.enum import StrawberryEnumDefinition


def described_enum(
    enum: type[Enum], *, description: str, values: Mapping[str, str], name: str | None = None
) -> None:
    """Declares an enum of the models as a GraphQL enum, with a description for every value.

    Raises:
        KeyError: a value is not described.
    """
    declared = strawberry_enum(enum, name=name, description=description)
    definition = cast("StrawberryEnumDefinition", cast("Any", declared).__strawberry_definition__)
    for value in definition.values:
        value.description = values[value.name]

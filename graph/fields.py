"""How a GraphQL type is tied to the model behind it and its fields to their resolvers; our only Strawberry layer."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import FunctionType
from typing import Annotated, Any, TypeVar, cast, dataclass_transform

import strawberry
from strawberry import federation
from strawberry.types.enum import StrawberryEnumDefinition

T = TypeVar("T", bound=type)


@dataclass_transform(kw_only_default=True)
def backed_by(model: type, *, description: str, keys: Sequence[str] = ()) -> Callable[[T], T]:
    """Declares a type whose plain fields are read off `model` by their names, and which knows its model's objects.

    Args:
        model: what resolvers hand over; the GraphQL class itself is never instantiated.
        description: shown to clients.
        keys: the federation keys, for an entity.
    """

    def declare(cls: T) -> T:
        cls.is_type_of = staticmethod(lambda value, _info: isinstance(value, model))  # type: ignore[attr-defined]
        cls.model = model  # type: ignore[attr-defined]
        return federation.type(cls, keys=keys, description=description)

    return declare


def resolved_by(
    resolver: Callable[..., Any],
    *,
    description: str,
    arguments: Mapping[str, str] | None = None,
    shareable: bool = False,
) -> Any:
    """Declares a field that `resolver` computes.

    Args:
        resolver: a function of `(root, info, ...)`; its further parameters are the field's arguments.
        description: of the field.
        arguments: description of each argument.
        shareable: whether other subgraphs may have the same field.
    """
    return federation.field(
        resolver=_described(resolver, arguments or {}), description=description, shareable=shareable
    )


def streamed_by(
    source: Callable[..., Any],
    *,
    description: str,
    arguments: Mapping[str, str] | None = None,
    deprecated: Mapping[str, str] | None = None,
) -> Any:
    """Declares a subscription whose events are what `source` yields; the event of an exception is an error.

    Args:
        source: a function of `(info, ...)` that returns an async generator.
        description: of the field.
        arguments: description of each argument.
        deprecated: what to use in the place of an argument that goes away.
    """
    resolver = _described(source, arguments or {}, deprecated or {})
    return strawberry.subscription(resolver=resolver, description=description)


def _described(
    resolver: Callable[..., Any], arguments: Mapping[str, str], deprecated: Mapping[str, str] | None = None
) -> Callable[..., Any]:
    if not arguments:
        return resolver
    # A copy, since one resolver may serve several fields that describe its arguments differently.
    function = cast("FunctionType", resolver)
    copy = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__ = function.__module__
    copy.__annotations__ = dict(function.__annotations__)
    for name, text in arguments.items():
        copy.__annotations__[name] = Annotated[
            function.__annotations__[name],
            strawberry.argument(description=text, deprecation_reason=(deprecated or {}).get(name)),
        ]
    return copy


def described_enum(
    enum: type[Enum], *, description: str, values: Mapping[str, str], name: str | None = None
) -> None:
    """Declares an enum of the models as a GraphQL enum, with a description for every value.

    Raises:
        KeyError: a value is not described.
    """
    declared = strawberry.enum(enum, name=name, description=description)
    definition = cast("StrawberryEnumDefinition", cast("Any", declared).__strawberry_definition__)
    for value in definition.values:
        value.description = values[value.name]

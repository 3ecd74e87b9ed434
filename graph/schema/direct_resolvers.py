"""Lets executors call our resolvers directly where Strawberry would only pass the call on.

Strawberry makes an `Info` of its own for each field of each row, and converts the arguments anew for each. Our
functions need neither: a value is an attribute of the model, or a function of the object, of `info.context`, which any
executor's `info` has, and of arguments that are the same for all rows. What is declared of the fields is not changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any, cast

import strawberry

from graph.schema.argument_conversion import conversion_of
from graph.schema.core import core_of, definition_of
from graph.schema.declaration import Attribute, Part, SubscriptionRoot, declaration_of
from graph.schema.secret_types import object_fields


@dataclass(frozen=True, slots=True)
class DirectResolver:
    """The resolver of a declared field.

    Attributes:
        attribute: the model's attribute that is read; None where a function is called.
        function: gives the value, of the object, `info` and converted arguments; where there is an attribute, too, it
            fetches what that lacks. None where the attribute is all.
        convert: the function's arguments, of those that an executor has coerced; None where there are none.
    """

    attribute: str | None = None
    function: Callable[..., Any] | None = None
    convert: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None

    def __call__(self, root: Any, info: Any, /, **given: Any) -> Any:
        if self.function is None:
            return getattr(root, cast("str", self.attribute))
        if self.convert is None:
            return self.function(root, info)
        return self.function(root, info, **self.convert(given))


def resolve_directly(schema: strawberry.Schema) -> None:
    """Replaces the resolvers of all declared fields, but those of subscriptions."""
    for _, _, field in object_fields(core_of(schema)):
        declaration = declaration_of(field)
        if declaration is None or isinstance(declaration.source, SubscriptionRoot):
            continue
        made = definition_of(field)
        match declaration.source:
            case Attribute():
                field.resolve = DirectResolver(attribute=made.name)
            case Part(name):
                field.resolve = DirectResolver(name, declaration.resolver)
            case _:
                named = {argument.python_name for argument in made.arguments}
                field.resolve = DirectResolver(
                    function=_called(cast("Callable[..., Any]", declaration.resolver), named),
                    convert=conversion_of(made.arguments, schema) if named else None,
                )


def _called(function: Callable[..., Any], arguments: set[str] | frozenset[str]) -> Callable[..., Any]:
    """The function as executors call it, with those of the object and `info` that it takes.

    Args:
        arguments: the names of its other parameters.

    Raises:
        TypeError: it takes anything else.
    """
    match tuple(name for name in signature(function).parameters if name not in arguments):
        case ("info",):
            return lambda _root, info, **given: function(info, **given)
        case (_,):
            return lambda root, _info, **given: function(root, **given)
        case (_, "info"):
            return function
        case other:
            raise TypeError(f"{function} takes {other}; beside its arguments it has an object and `info`.")

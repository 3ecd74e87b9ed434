"""Refuses texts and lists of an input that exceed their limits, before any resolver runs."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    get_named_type,
    get_nullable_type,
)

from graph.schema.bounds import LIST_AT_MOST, bound
from graph.schema.fields import Written, declaration_of
from models.errors import BadInput
from models.problem import InvalidInput, ProblemCode

# So many problems of one input are told; whoever mends these learns of the others.
PROBLEMS_AT_MOST = 20

Place = tuple[str, ...]


def watch(schema: GraphQLSchema) -> None:
    """Has all arguments of a schema's fields checked."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("_") or not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            continue
        for field in type_.fields.values():
            if any(_is_bounded(argument.type) for argument in field.args.values()):
                _check(field, refused=_payload(field))


def _check(field: GraphQLField, refused: Callable[..., Any] | None) -> None:
    """Lets a field refuse arguments beyond their bounds.

    Args:
        refused: makes a mutation's payload of the problems; None where they are an error.
    """
    arguments = field.args

    def problems(given: Mapping[str, Any]) -> list[InvalidInput]:
        found = (
            problem
            for name, value in given.items()
            if name in arguments
            for problem in _excess(
                arguments[name].type, value, bound(name, arguments[name]), (name,), of_write=bool(refused)
            )
        )
        return list(islice(found, PROBLEMS_AT_MOST))

    def checked(inner: Callable[..., Any]) -> Callable[..., Any]:
        def resolve(root: object, info: Any, **given: Any) -> Any:
            wrong = problems(given)
            if not wrong:
                return inner(root, info, **given)
            if refused is not None:
                return refused(problems=tuple(wrong))
            place = ".".join(wrong[0].path or ())
            raise BadInput(wrong[0].message.replace("This", f"`{place}`", 1))

        return resolve

    if field.subscribe is not None:
        field.subscribe = checked(field.subscribe)
    elif field.resolve is not None:
        field.resolve = checked(field.resolve)


def _excess(
    type_: GraphQLInputType, value: Any, most: int, place: Place, *, of_write: bool
) -> Iterator[InvalidInput]:
    """What of a value is longer than it may be, or can be sent to nobody."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(value, list) and isinstance(type_, GraphQLList):
        if len(value) > LIST_AT_MOST:
            message = f"This must hold at most {LIST_AT_MOST:,} entries."
            yield InvalidInput(message=message, code=ProblemCode.TOO_LARGE, path=place, limit=LIST_AT_MOST)
            return
        for index, entry in enumerate(value):
            yield from _excess(type_.of_type, entry, most, (*place, str(index)), of_write=of_write)
    elif isinstance(value, dict) and isinstance(type_, GraphQLInputObjectType):
        for name, given in type_.fields.items():
            if (inner := value.get(given.out_name or name)) is not None:
                yield from _excess(given.type, inner, bound(name, given), (*place, name), of_write=of_write)
    # What reads takes ids one by one: a bad one is refused where it is decoded, and costs its own place only.
    elif isinstance(value, str) and (type_ is GraphQLString or (type_ is GraphQLID and of_write)):
        yield from _wrong(value, most, place)


def _wrong(text: str, most: int, place: Place) -> Iterator[InvalidInput]:
    if len(text) > most:
        message = f"This must have at most {most:,} characters."
        yield InvalidInput(message=message, code=ProblemCode.TOO_LONG, path=place, limit=most)
    elif not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        message = "This contains an incomplete character (a lone surrogate), which cannot be sent."
        yield InvalidInput(message=message, code=ProblemCode.INVALID, path=place)


def _is_bounded(type_: GraphQLInputType) -> bool:
    """Whether it is a list or a text, or may hold one."""
    if isinstance(get_nullable_type(type_), GraphQLList):
        return True
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return any(_is_bounded(given.type) for given in named.fields.values())
    return named in (GraphQLString, GraphQLID)


def _payload(field: GraphQLField) -> Callable[..., Any] | None:
    """The model behind what a mutation answers; None where the field is none of ours that write."""
    declaration = declaration_of(field)
    if declaration is None or not isinstance(declaration.source, Written):
        return None
    definition = get_named_type(field.type).extensions["strawberry-definition"]
    model: Callable[..., Any] = definition.origin.model
    return model

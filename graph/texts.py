"""Bounds every text and list that a caller gives, before any resolver sees it; the schema says how.

A field of an input names its own bound with `metadata=at_most(…)`; without one, `TEXT_AT_MOST` holds. Vendors' own
limits are checked beside their clients and are narrower.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
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

from models import ids
from models.errors import BadInput
from models.problem import InvalidInput, ProblemCode
from resolvers import cursors

TEXT_AT_MOST = 1_000
LIST_AT_MOST = 500
# So many problems of one input are told; whoever mends these learns of the others.
PROBLEMS_AT_MOST = 20

# Arguments have no metadata: the cursors of Relay, by the names that it gives to them, and the vendors' own ids.
_ARGUMENTS = {"after": cursors.LONGEST, "before": cursors.LONGEST, "vendorId": ids.PART_AT_MOST}

_KEY = "at_most"

Place = tuple[str, ...]


def at_most(characters: int) -> Mapping[str, int]:
    """Metadata of an input field whose texts have a bound of their own."""
    return {_KEY: characters}


VENDOR_ID = at_most(ids.PART_AT_MOST)
URL = at_most(2_048)
LONG_TEXT = at_most(10_000)


def watch(schema: GraphQLSchema) -> None:
    """Has all arguments of a schema's fields checked, and their bounds told in their descriptions."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("_"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                _tell(given, _bound(name, given))
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                for name, argument in field.args.items():
                    _tell(argument, _bound(name, argument))
                if any(_is_bounded(argument.type) for argument in field.args.values()):
                    _check(field, refused=_payload(field) if type_ is schema.mutation_type else None)


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
                arguments[name].type, value, _bound(name, arguments[name]), (name,), of_write=bool(refused)
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
    type_: GraphQLInputType, value: Any, bound: int, place: Place, *, of_write: bool
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
            yield from _excess(type_.of_type, entry, bound, (*place, str(index)), of_write=of_write)
    elif isinstance(value, dict) and isinstance(type_, GraphQLInputObjectType):
        for name, given in type_.fields.items():
            if (inner := value.get(given.out_name or name)) is not None:
                yield from _excess(given.type, inner, _bound(name, given), (*place, name), of_write=of_write)
    # What reads takes ids one by one: a bad one is refused where it is decoded, and costs its own place only.
    elif isinstance(value, str) and (type_ is GraphQLString or (type_ is GraphQLID and of_write)):
        yield from _wrong(value, bound, place)


def _wrong(text: str, bound: int, place: Place) -> Iterator[InvalidInput]:
    if len(text) > bound:
        message = f"This must have at most {bound:,} characters."
        yield InvalidInput(message=message, code=ProblemCode.TOO_LONG, path=place, limit=bound)
    elif not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        message = "This holds half of a character, which cannot be sent."
        yield InvalidInput(message=message, code=ProblemCode.INVALID, path=place)


def _bound(name: str, given: GraphQLArgument | GraphQLInputField) -> int:
    if get_named_type(given.type) is GraphQLID:
        return ids.LONGEST
    declared = getattr(given.extensions.get("strawberry-definition"), "metadata", None) or {}
    by_name = _ARGUMENTS.get(name, TEXT_AT_MOST) if isinstance(given, GraphQLArgument) else TEXT_AT_MOST
    bound: int = declared.get(_KEY, by_name)
    return bound


def _tell(given: GraphQLArgument | GraphQLInputField, bound: int) -> None:
    """Adds the bounds of texts and lists to a description, unless they stand there."""
    told, named, more = given.description or "", get_named_type(given.type), ""
    is_many = isinstance(get_nullable_type(given.type), GraphQLList)
    if is_many and not isinstance(named, GraphQLEnumType) and not re.search(r"at most \d|1 to \d", told):
        more += f" At most {LIST_AT_MOST} entries."
    if named is GraphQLString and not re.search(rf"\b{bound:,}( \w+)* characters", told):
        more += f" {'Each at' if is_many else 'At'} most {bound:,} characters."
    head, secret, _ = told.partition(" Secret.") if told.endswith(" Secret.") else (told, "", "")
    given.description = f"{head}{more}{secret}".strip() or None


def _is_bounded(type_: GraphQLInputType) -> bool:
    """Whether it is a list or a text, or may hold one."""
    if isinstance(get_nullable_type(type_), GraphQLList):
        return True
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return any(_is_bounded(given.type) for given in named.fields.values())
    return named in (GraphQLString, GraphQLID)


def _payload(field: GraphQLField) -> Callable[..., Any]:
    """The model behind what a mutation answers."""
    definition = get_named_type(field.type).extensions["strawberry-definition"]
    model: Callable[..., Any] = definition.origin.model
    return model

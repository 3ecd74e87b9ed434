"""Declares input fields and arguments as data: their bounds, descriptions and secrecy. Wraps Strawberry.

The sentences in the schema, the limits that are checked, the directives of the SDL and the tests of inputs against
drafts are made of the declarations; `input_declaration_of` reads one off an argument or input field of the schema.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass
from typing import Any, TypeVar, dataclass_transform

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    get_named_type,
    get_nullable_type,
)
from strawberry import federation
from strawberry.federation.schema_directives import Tag
from strawberry.types.arguments import StrawberryArgument

from graph.schema.core import metadata_of
from graph.schema.secrecy import described, tags
from models.bounds import GLOBAL_ID, LIST, TEXT, Bounds

T = TypeVar("T", bound=type)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputDeclaration:
    """What an input field or an argument is.

    Attributes:
        description: shown to clients, who read behind it the bounds and whether it is secret.
        secret: whether its value is a secret, which appears in no log and no error.
        characters: how long a text may be, or each text of a list; by default as `limits_of` has it.
        entries: how many a list may hold; by default as `limits_of` has it.
        number: between which bounds a number must be.
        deprecated: what to use instead.
    """

    description: str
    secret: bool = False
    characters: Bounds | None = None
    entries: Bounds | None = None
    number: Bounds | None = None
    deprecated: str | None = None


_UNDECLARED = InputDeclaration(description="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds that hold for an input field or an argument; None for those that its type cannot have."""

    characters: Bounds | None
    entries: Bounds | None
    number: Bounds | None


def input_field(
    *,
    description: str,
    default: Any = MISSING,
    name: str | None = None,
    secret: bool = False,
    characters: Bounds | None = None,
    entries: Bounds | None = None,
    number: Bounds | None = None,
) -> Any:
    """Declares a field of an input.

    Args:
        description: as `InputDeclaration` has it, like all others.
        default: the value if the caller gives none; without a default the field is required.
        name: in the schema, where it is not the attribute's.
    """
    declaration = InputDeclaration(
        description=description, secret=secret, characters=characters, entries=entries, number=number
    )
    return federation.field(
        default=default, name=name, metadata={InputDeclaration: declaration}, tags=tags(secret=secret)
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(input_field,))
def input_type(
    *, description: str, fills: type | None = None, one_of: bool = False, one_value: bool = False
) -> Callable[[T], T]:
    """Declares an input.

    Args:
        description: shown to clients.
        fills: the model that is made of it; None where it holds nothing but ids and other inputs.
        one_of: whether exactly one of its fields must be given.
        one_value: whether it replaces the value before it as a whole, so that null in it clears nothing.
    """

    def declare(cls: T) -> T:
        cls.fills = fills  # type: ignore[attr-defined]
        cls.one_value = one_value  # type: ignore[attr-defined]
        return strawberry.input(cls, description=description, one_of=one_of)

    return declare


def declare_argument(argument: StrawberryArgument, declaration: InputDeclaration) -> None:
    """Attaches a declaration to an argument."""
    argument.metadata = {InputDeclaration: declaration}
    argument.directives = tuple(Tag(name=tag) for tag in tags(secret=declaration.secret))
    argument.deprecation_reason = declaration.deprecated


def input_declaration_of(given: GraphQLArgument | GraphQLInputField) -> InputDeclaration | None:
    """How an argument or input field of the schema is declared; None where that is the libraries' own."""
    found: InputDeclaration | None = metadata_of(given).get(InputDeclaration)
    return found


def limits_of(given: GraphQLArgument | GraphQLInputField) -> Limits:
    """The bounds of an argument or input field: those that are declared, or else those of its type."""
    declared = input_declaration_of(given) or _UNDECLARED
    named = get_named_type(given.type)
    characters = GLOBAL_ID if named is GraphQLID else TEXT if named is GraphQLString else None
    entries = LIST if isinstance(get_nullable_type(given.type), GraphQLList) else None
    return Limits(
        characters=characters and (declared.characters or characters),
        entries=entries and (declared.entries or entries),
        number=declared.number,
    )


def inputs_of(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    """Every input field and argument of a schema with its coordinate, such as `Query.node(id:)`."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("_"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                yield f"{type_.name}.{name}", given
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                for name, argument in field.args.items():
                    yield f"{type_.name}.{field_name}({name}:)", argument


def describe(schema: GraphQLSchema) -> None:
    """Writes the descriptions of a schema's arguments and input fields, with their bounds and secrecy."""
    for _, given in inputs_of(schema):
        declared = input_declaration_of(given) or _UNDECLARED
        told = " ".join((declared.description, *_sentences(given))).strip()
        given.description = described(told, secret=declared.secret) or None


def argument_declarations(
    arguments: Mapping[str, str | InputDeclaration],
) -> Mapping[str, InputDeclaration]:
    """The declarations of arguments; those that are but a description have no bounds of their own."""
    return {
        name: InputDeclaration(description=given) if isinstance(given, str) else given
        for name, given in arguments.items()
    }


def _sentences(given: GraphQLArgument | GraphQLInputField) -> Iterator[str]:
    """The sentence on the bounds; none for global ids, which this API creates, and for lists of enums."""
    limits, named = limits_of(given), get_named_type(given.type)
    if limits.entries is not None and not isinstance(named, GraphQLEnumType):
        yield _sentence(f"{limits.entries} entries.")
    if limits.characters is not None and named is GraphQLString:
        each = "" if limits.entries is None else "each "
        yield _sentence(f"{each}{limits.characters} characters.")
    if limits.number is not None:
        yield _sentence(f"{limits.number.as_range}.")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]

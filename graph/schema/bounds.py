"""The length limits of every text and list in an input, and their descriptions in the schema.

A field of an input names its own bound with `metadata=at_most(…)`; without one, `TEXT_AT_MOST` holds. Vendors' own
limits are checked beside their clients and are narrower.
"""

import re
from collections.abc import Mapping

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

from models import ids
from resolvers import cursors

TEXT_AT_MOST = 1_000
LIST_AT_MOST = 500

# Arguments have no metadata: the cursors of Relay, by the names that it gives to them, and the vendors' own ids.
_ARGUMENTS = {"after": cursors.LONGEST, "before": cursors.LONGEST, "vendorId": ids.PART_AT_MOST}

_KEY = "at_most"


def at_most(characters: int) -> Mapping[str, int]:
    """Metadata of an input field whose texts have a bound of their own."""
    return {_KEY: characters}


VENDOR_ID = at_most(ids.PART_AT_MOST)
URL = at_most(2_048)
LONG_TEXT = at_most(10_000)


def bound(name: str, given: GraphQLArgument | GraphQLInputField) -> int:
    """The most characters that a text, or each of a list's texts, may have."""
    if get_named_type(given.type) is GraphQLID:
        return ids.LONGEST
    declared = getattr(given.extensions.get("strawberry-definition"), "metadata", None) or {}
    by_name = _ARGUMENTS.get(name, TEXT_AT_MOST) if isinstance(given, GraphQLArgument) else TEXT_AT_MOST
    found: int = declared.get(_KEY, by_name)
    return found


def describe(schema: GraphQLSchema) -> None:
    """Tells the bounds in the descriptions of a schema's arguments and input fields."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("_"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                _describe(given, bound(name, given))
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                for name, argument in field.args.items():
                    _describe(argument, bound(name, argument))


def _describe(given: GraphQLArgument | GraphQLInputField, most: int) -> None:
    """Adds the bounds of texts and lists to a description, unless they stand there."""
    told, named, more = given.description or "", get_named_type(given.type), ""
    is_many = isinstance(get_nullable_type(given.type), GraphQLList)
    if is_many and not isinstance(named, GraphQLEnumType) and not re.search(r"at most \d|1 to \d", told):
        more += f" At most {LIST_AT_MOST} entries."
    if named is GraphQLString and not re.search(rf"\b{most:,}( \w+)* characters", told):
        more += f" {'Each at' if is_many else 'At'} most {most:,} characters."
    head, secret, _ = told.partition(" Secret.") if told.endswith(" Secret.") else (told, "", "")
    given.description = f"{head}{more}{secret}".strip() or None

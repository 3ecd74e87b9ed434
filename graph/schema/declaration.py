"""The declaration of a field, as data: the source of its value, its description, secrecy, scopes and cost.

Strawberry's types, the audit log, the directives of the SDL, authorisation, costs and the tests of types against models
are made of it; `declaration_of` reads it off a field of the schema.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import GraphQLField, GraphQLNamedType

from graph.schema.core import class_of, metadata_of
from graph.schema.input_fields import InputDeclaration
from models.ids import Identified
from models.scope import Scope
from resolvers import parts

# What a field weighs that calls vendors: at the root for itself, elsewhere for each object, because the objects of one
# list share their calls.
ROOT_WEIGHT = 10
LOADED_WEIGHT = 2
# What each id of a list of ids weighs: the ids of one kind at one account share their calls where the vendor allows it,
# so that the 500 references which a federation router sends at once cost less than an operation may.
REFERENCE_WEIGHT = 1
# How many rows a list has of which nothing is declared.
ASSUMED_SIZE = 5
# The arguments of a connection that say how many rows it has, and the fields that have them.
SLICING_ARGUMENTS = ("first", "last")
SIZED_FIELDS = ("nodes", "edges")

# A description alone is the declaration of an argument without bounds of its own.
Arguments: TypeAlias = Mapping[str, str | InputDeclaration]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is the model's attribute of the field's name."""


@dataclass(frozen=True, slots=True)
class Part:
    """The value is the model's attribute; it is fetched if the vendor call that returned the model does not include it.

    Attributes:
        name: the attribute's.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The value is fetched through the operation's loaders.

    Attributes:
        by: a coroutine function of `(root, info, …)`.
    """

    by: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Computed:
    """The value is computed from the model and the arguments.

    Attributes:
        by: a function of `(root, info, …)`; it may return an awaitable if a part of the value is fetched.
    """

    by: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class MutationRoot:
    """The value is the payload of a mutation.

    Attributes:
        by: a coroutine function of `(info, …)`.
    """

    by: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class SubscriptionRoot:
    """The values are the events of a subscription.

    Attributes:
        by: a function of `(info, …)` that returns an async generator; the event of an exception is an error.
    """

    by: Callable[..., Any]


ValueSource: TypeAlias = Attribute | Part | Loaded | Computed | MutationRoot | SubscriptionRoot


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDeclaration:
    """What a field of the schema is.

    Attributes:
        source: where its value comes from.
        description: shown to clients; the sentence on secrecy is appended.
        arguments: the declaration of each argument, by the names of the function's parameters.
        secret: whether its value is a secret: shown only to authorised callers, recorded in the audit log when shown,
            and never logged.
        requires: the scopes that a principal needs, all of them; without one the value is null.
        cost: what it costs for each object that it is asked of; by default by its source.
        size: how many rows a list or connection is assumed to have if no argument says so.
        shows: the models' attributes that the value is made from, in addition to the attribute of the field's name.
    """

    source: ValueSource
    description: str
    arguments: Mapping[str, InputDeclaration] = field(default_factory=dict)
    secret: bool = False
    requires: frozenset[Scope] = frozenset()
    cost: int | None = None
    size: int | None = None
    shows: frozenset[str] = frozenset()

    @property
    def weight(self) -> int:
        """What it costs for each object that it is asked of: nothing where it calls nobody."""
        if self.cost is not None:
            return self.cost
        match self.source:
            case Attribute() | Computed():
                return 0
            case Loaded() | Part():
                return LOADED_WEIGHT
            case MutationRoot() | SubscriptionRoot():
                return ROOT_WEIGHT

    @property
    def resolver(self) -> Callable[..., Any] | None:
        """The function that Strawberry calls; None where the value is an attribute."""
        match self.source:
            case Attribute():
                return None
            case Part(name):
                return parts.part(name)
            case Loaded(by) | Computed(by) | MutationRoot(by) | SubscriptionRoot(by):
                return by


def declaration_of(of: GraphQLField) -> FieldDeclaration | None:
    """How a field of the schema is declared; None where that is the libraries' own."""
    found: FieldDeclaration | None = metadata_of(of).get(FieldDeclaration)
    return found


def model_of(type_: GraphQLNamedType) -> Any:
    """The model of a type of the schema; None if it has none."""
    return getattr(class_of(type_), "model", None)


def has_key(type_: GraphQLNamedType) -> bool:
    """Whether a type's objects are things with ids of their own, not parts of others."""
    model = model_of(type_)
    return isinstance(model, type) and issubclass(model, Identified)

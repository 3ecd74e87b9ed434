"""Declares fields as data: the source of the value, its description and its secrecy. Wraps Strawberry.

A declaration is data. Strawberry's types, the audit log, the directives of the SDL and the tests of types against
models are made of it; `declaration_of` reads it off a field of the schema.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any, TypeAlias, TypeVar, cast, dataclass_transform

from graphql import GraphQLField, GraphQLNamedType
from strawberry import federation
from strawberry.federation.schema_directives import Cost, ListSize

from graph.schema.core import class_of, metadata_of
from graph.schema.input_fields import InputDeclaration, argument_declarations, declare_argument
from graph.schema.secrecy import described, tags
from models.ids import Identified
from models.page import DEFAULT_PAGE_SIZE
from models.scope import Scope
from resolvers import parts

T = TypeVar("T", bound=type)

# What a field weighs that calls vendors: at the root for itself, elsewhere for each object, because the objects of one
# list share their calls.
ROOT_WEIGHT = 10
LOADED_WEIGHT = 2
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


def attribute(*, description: str, **more: Any) -> Any:
    """Declares a field that is read off the model by its name.

    Args:
        description: of the field.
        more: as in `FieldDeclaration`.
    """
    return _field(Attribute(), description=description, **more)


def part(name: str, *, description: str, **more: Any) -> Any:
    """Declares a field that is the model's attribute `name`, which only some vendor calls return.

    Args:
        description: of the field.
        more: as in `FieldDeclaration`.
    """
    return _field(Part(name), description=description, **more)


def loaded(by: Callable[..., Any], *, description: str, shareable: bool = False, **more: Any) -> Any:
    """Declares a field that a coroutine function fetches.

    Args:
        by: a coroutine function of `(root, info, …)`; its further parameters are the field's arguments.
        description: of the field.
        shareable: whether other subgraphs may have the same field.
        more: as in `FieldDeclaration`.

    Raises:
        TypeError: it is a function of the other kind.
    """
    if not iscoroutinefunction(by):
        raise TypeError(f"{by} asks for nothing: it is `computed`.")
    return _field(Loaded(by), description=description, shareable=shareable, **more)


def computed(by: Callable[..., Any], *, description: str, shareable: bool = False, **more: Any) -> Any:
    """Declares a field that a function computes.

    Args:
        by: a function of `(root, info, …)`; its further parameters are the field's arguments.
        description: of the field.
        shareable: whether other subgraphs may have the same field.
        more: as in `FieldDeclaration`.

    Raises:
        TypeError: it is a function of the other kind.
    """
    if iscoroutinefunction(by):
        raise TypeError(f"{by} asks for something: it is `loaded`.")
    return _field(Computed(by), description=description, shareable=shareable, **more)


def query(by: Callable[..., Any], *, description: str, nullable: bool = True, **more: Any) -> Any:
    """Declares a field of Query.

    Args:
        by: a function of `(info, …)`; its further parameters are the field's arguments.
        description: of the field.
        nullable: whether it may be null. Only then a router can deny it alone; of the others it denies all data, so
            that they do not say who may see them. Here nobody sees any without a principal.
        more: as in `FieldDeclaration`.
    """
    source = Loaded(by) if iscoroutinefunction(by) else Computed(by)
    if isinstance(source, Loaded):
        more = {"cost": ROOT_WEIGHT, **more}
    if "first" in more.get("arguments", ()):
        more = {"size": DEFAULT_PAGE_SIZE, **more}
    return _field(source, description=description, authenticated=nullable, **more)


def mutation(
    by: Callable[..., Any], *, requires: Iterable[Scope], description: str, arguments: Arguments
) -> Any:
    """Declares a mutation, which a coroutine function of `(info, …)` carries out."""
    return _field(MutationRoot(by), requires=requires, description=description, arguments=arguments)


def subscription(
    by: Callable[..., Any], *, requires: Iterable[Scope], description: str, arguments: Arguments
) -> Any:
    """Declares a subscription.

    Args:
        by: a function of `(info, …)` that returns an async generator.
        requires: the scopes that a principal needs.
        description: of the field.
        arguments: the declaration of each argument.
    """
    return _field(
        SubscriptionRoot(by),
        requires=requires,
        description=description,
        arguments=arguments,
        is_subscription=True,
    )


def _field(
    source: ValueSource,
    *,
    description: str,
    arguments: Arguments | None = None,
    requires: Iterable[Scope] = (),
    authenticated: bool = False,
    shareable: bool = False,
    is_subscription: bool = False,
    **more: Any,
) -> Any:
    """The declaration as Strawberry takes it.

    Raises:
        TypeError: an argument is not declared, or a declared argument does not exist; or a secret requires no scope.
    """
    declaration = FieldDeclaration(
        source=source,
        description=description,
        arguments=argument_declarations(arguments or {}),
        requires=frozenset(requires),
        **more,
    )
    if declaration.secret and not declaration.requires:
        raise TypeError(f"{description!r} is a secret that requires no scope.")
    made = federation.field(
        resolver=cast("Any", declaration.resolver),
        description=described(description, secret=declaration.secret),
        metadata={FieldDeclaration: declaration},
        tags=tags(secret=declaration.secret),
        directives=tuple(cost_directives(declaration)),
        authenticated=authenticated,
        requires_scopes=[sorted(declaration.requires)] if declaration.requires else [],
        shareable=shareable,
        is_subscription=is_subscription,
    )
    taken = {argument.python_name: argument for argument in made.arguments}
    if taken.keys() != declaration.arguments.keys():
        raise TypeError(f"{source} takes {sorted(taken)}, declared are {sorted(declaration.arguments)}.")
    for name, argument in taken.items():
        declare_argument(argument, declaration.arguments[name])
    return made


def cost_directives(declaration: FieldDeclaration) -> Iterator[Cost | ListSize]:
    """The directives that tell a router what a field costs."""
    if declaration.weight:
        yield Cost(weight=declaration.weight)
    slicing = [name for name in SLICING_ARGUMENTS if name in declaration.arguments]
    if slicing:
        yield ListSize(
            assumed_size=declaration.size or ASSUMED_SIZE,
            slicing_arguments=slicing,
            sized_fields=list(SIZED_FIELDS),
            require_one_slicing_argument=False,
        )
    elif declaration.size is not None:
        yield ListSize(
            assumed_size=declaration.size,
            slicing_arguments=None,
            sized_fields=None,
            require_one_slicing_argument=False,
        )


@dataclass_transform(kw_only_default=True)
def backed_by(model: type, *, description: str, keys: Sequence[str] = ()) -> Callable[[T], T]:
    """Declares a type whose attributes are read from `model` by name, and which recognises objects of its model.

    Args:
        model: the class that resolvers return; the GraphQL class itself is never instantiated.
        description: shown to clients.
        keys: the federation keys, for an entity.
    """

    def declare(cls: T) -> T:
        cls.is_type_of = staticmethod(lambda value, _info: isinstance(value, model))  # type: ignore[attr-defined]
        cls.model = model  # type: ignore[attr-defined]
        return federation.type(cls, keys=keys, description=description)

    return declare

"""Declares the fields of the schema, of which Strawberry makes the types; what is declared is data: `declaration`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import iscoroutinefunction, signature
from typing import Any, TypeVar, cast, dataclass_transform, get_args, get_origin

from strawberry import UNSET, federation
from strawberry.federation.schema_directives import Cost, ListSize

from graph.schema.declaration import (
    ASSUMED_SIZE,
    ROOT_WEIGHT,
    SIZED_FIELDS,
    SLICING_ARGUMENTS,
    Arguments,
    Attribute,
    Computed,
    FieldDeclaration,
    Loaded,
    MutationRoot,
    Part,
    SubscriptionRoot,
    ValueSource,
)
from graph.schema.input_fields import argument_declarations, declare_argument
from graph.schema.secrecy import described, tags
from models.page import DEFAULT_PAGE_SIZE
from models.scope import Scope
from resolvers.loads import Load

T = TypeVar("T", bound=type)


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
    """Declares a field that is loaded, or that a coroutine function fetches.

    Args:
        by: a function of `(root, info, …)` that gives a load or a value, as its annotation says, or a coroutine
            function; its further parameters are the field's arguments.
        description: of the field.
        shareable: whether other subgraphs may have the same field.
        more: as in `FieldDeclaration`.

    Raises:
        TypeError: it is a function of the other kind.
    """
    if not _asks(by):
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
    if _asks(by):
        raise TypeError(f"{by} asks for something: it is `loaded`.")
    return _field(Computed(by), description=description, shareable=shareable, **more)


def query(
    by: Callable[..., Any], *, description: str, nullable: bool = True, loads: bool = False, **more: Any
) -> Any:
    """Declares a field of Query.

    Args:
        by: a function of `(info, …)`; its further parameters are the field's arguments.
        description: of the field.
        loads: whether it gives a load. A coroutine function fetches in any case.
        nullable: whether it may be null. Only then a router can deny it alone; of the others it denies all data, so
            that they do not say who may see them. Here nobody sees any without a principal.
        more: as in `FieldDeclaration`.
    """
    source = Loaded(by) if loads or iscoroutinefunction(by) else Computed(by)
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


def _asks(function: Callable[..., Any]) -> bool:
    """Whether a function may ask somebody for its value: it is a coroutine function, or it may give a load."""
    if iscoroutinefunction(function):
        return True
    given = signature(function).return_annotation
    return any(get_origin(each) is Load for each in (given, *get_args(given)))


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
            # Composers refuse null.
            slicing_arguments=cast("Any", UNSET),
            sized_fields=cast("Any", UNSET),
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

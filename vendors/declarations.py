"""Declares the methods of an adapter as data: a read with the layout of its result, or a write.

An adapter that overrides a method inherits its declaration. Code that treats methods uniformly, such as loaders and
stale-if-error, reads the declarations instead of lists of names.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar, cast, get_origin

from models.errors import Unsupported
from models.ids import Identified, Key
from models.vendor import Capability

F = TypeVar("F", bound=Callable[..., Any])

_ATTRIBUTE = "__declaration__"
_key: Callable[[Identified], Key] = attrgetter("key")


class Effect(Enum):
    """The effect of a method at the vendor."""

    READS = auto()
    READS_THE_MOMENT = auto()
    """Of what goes on this moment, or under another name: an earlier answer would be a wrong one."""
    WRITES = auto()
    NOTHING = auto()
    """It asks no vendor."""


class Layout(Enum):
    """The layout of a read's result."""

    BY_KEY = auto()
    """A map from the key of each thing that was asked for, or about, to its answer or the error in its place."""
    PAGE = auto()
    """A Batch of rows, each with its own key."""
    ONE = auto()
    """The one value that was asked for."""


by_key, page, one = Layout.BY_KEY, Layout.PAGE, Layout.ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodDeclaration:
    """The declaration of one method.

    Attributes:
        name: the method's.
        effect: its effect at the vendor.
        needs: the capability that the call requires; None if every adapter implements it.
        model: the class of a result, or of the items of a tuple; None if there is none.
        layout: the layout of a read's result.
        may_be_kept: whether a stale result without secrets may be returned while the vendor is down.
        things: the index of the argument with the objects, without `self`, if the result is a map by their keys.
    """

    name: str
    effect: Effect
    needs: Capability | None = None
    model: type | None = None
    layout: Layout | None = None
    may_be_kept: bool = False
    things: int | None = None

    def on(self, adapter: object) -> Callable[..., Any]:
        """The method of this adapter."""
        method: Callable[..., Any] = getattr(adapter, self.name)
        return method

    def asked(self, arguments: Sequence[Any]) -> tuple[list[Key], tuple[Any, ...]]:
        """The keys of the result's map, and the other arguments."""
        if self.things is None:
            return [], tuple(arguments)
        others = (*arguments[: self.things], *arguments[self.things + 1 :])
        return keys_of(arguments[self.things]), others


def key_of(thing: Key | Identified) -> Key:
    """The key of an argument's object in the result."""
    return thing if isinstance(thing, Key) else thing.key


def keys_of(things: Sequence[Any]) -> list[Key]:
    """As `key_of`, of several, which are either all keys or all objects."""
    return list(things) if things and isinstance(things[0], Key) else list(map(_key, things))


def reads(
    layout: Layout, model: type, *, needs: Capability | None = None, may_be_kept: bool = True
) -> Callable[[F], F]:
    """Declares a read.

    Args:
        needs: the capability of the call; the base method then raises Unsupported.
        may_be_kept: False if a result without its names and links is useless.
    """
    return _declaring(Effect.READS, needs=needs, model=model, layout=layout, may_be_kept=may_be_kept)


def momentary(layout: Layout, model: type | None, *, needs: Capability | None = None) -> Callable[[F], F]:
    """Declares a read whose result must never be stale."""
    return _declaring(Effect.READS_THE_MOMENT, needs=needs, model=model, layout=layout)


def writes(model: type, *, needs: Capability) -> Callable[[F], F]:
    """Declares a write, after which earlier results are out of date."""
    return _declaring(Effect.WRITES, needs=needs, model=model)


def local(method: F) -> F:
    """Declares a method that makes no vendor call."""
    return _declaring(Effect.NOTHING)(method)


def declaration(method: Callable[..., Any]) -> MethodDeclaration:
    """The declaration of a method of `Adapter`."""
    found: MethodDeclaration = getattr(method, _ATTRIBUTE)
    return found


def declarations(adapter: type) -> Mapping[str, MethodDeclaration]:
    """The declarations of a class's methods, including inherited ones, by name."""
    return {
        name: declaration(method)
        for base in reversed(adapter.__mro__)
        for name, method in vars(base).items()
        if hasattr(method, _ATTRIBUTE)
    }


def _declaring(
    effect: Effect,
    *,
    needs: Capability | None = None,
    model: type | None = None,
    layout: Layout | None = None,
    may_be_kept: bool = False,
) -> Callable[[F], F]:
    def declare(method: F) -> F:
        declared = MethodDeclaration(
            name=method.__name__,
            effect=effect,
            needs=needs,
            model=model,
            layout=layout,
            may_be_kept=may_be_kept,
            things=_place_of_things(method) if layout is Layout.BY_KEY else None,
        )
        found = method if needs is None else _unsupported(method, needs)
        setattr(found, _ATTRIBUTE, declared)
        return found

    return declare


def _unsupported(method: F, needs: Capability) -> F:
    @wraps(method)
    async def unsupported(self: Any, *_: Any) -> Any:
        raise Unsupported(self.vendor, needs)

    return cast(F, unsupported)


def _place_of_things(method: Callable[..., Any]) -> int:
    """The index of the one argument that is a sequence."""
    _, *parameters = inspect.signature(method).parameters.values()
    [place] = [at for at, each in enumerate(parameters) if get_origin(each.annotation) is Sequence]
    return place

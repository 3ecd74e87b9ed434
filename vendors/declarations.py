"""What each method of an adapter is, as data on the method itself: a read and how its answer is laid out, or a write.

A vendor's adapter that overrides a method inherits what is declared of it. Whoever treats methods alike, such as the
loaders and the stale answers, reads the declarations instead of keeping a list of names.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import wraps
from typing import Any, TypeVar, cast, get_origin

from models.errors import Unsupported
from models.ids import Identified, Key
from models.vendor import Capability

F = TypeVar("F", bound=Callable[..., Any])

_ATTRIBUTE = "__declaration__"


class Effect(Enum):
    """What a method does at the vendor."""

    READS = auto()
    READS_THE_MOMENT = auto()
    """Of what goes on this moment, or under another name: an earlier answer would be a wrong one."""
    WRITES = auto()
    NOTHING = auto()
    """It asks no vendor."""


class Layout(Enum):
    """Where the answer to a read holds what was asked for."""

    BY_KEY = auto()
    """A map from the key of each thing that was asked for, or about, to its answer or the error in its place."""
    PAGE = auto()
    """A Batch of rows, each with its own key."""
    ONE = auto()
    """The one value that was asked for."""


by_key, page, one = Layout.BY_KEY, Layout.PAGE, Layout.ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodDeclaration:
    """One method.

    Attributes:
        name: the method's.
        effect: what it does at the vendor.
        needs: the capability without which a vendor has no such call; None where every adapter has an answer.
        model: what one answer is, or is a tuple of; None where there is none.
        layout: of a read's answer.
        may_be_kept: whether an earlier answer may stand in, its secrets taken out, while the vendor is down.
        things: which argument names the things, `self` not counted, where the answer is a map by their keys.
    """

    name: str
    effect: Effect
    needs: Capability | None = None
    model: type | None = None
    layout: Layout | None = None
    may_be_kept: bool = False
    things: int | None = None

    def on(self, adapter: object) -> Callable[..., Any]:
        """The method as this adapter has it."""
        method: Callable[..., Any] = getattr(adapter, self.name)
        return method

    def asked(self, arguments: Sequence[Any]) -> tuple[list[Key], tuple[Any, ...]]:
        """The keys by which the answer is a map, and what else belongs to the question."""
        if self.things is None:
            return [], tuple(arguments)
        others = (*arguments[: self.things], *arguments[self.things + 1 :])
        return list(map(key_of, arguments[self.things])), others


def key_of(thing: Key | Identified) -> Key:
    """What a thing that is asked for, or about, is known by in the answer."""
    return thing if isinstance(thing, Key) else thing.key


def reads(
    layout: Layout, model: type, *, needs: Capability | None = None, may_be_kept: bool = True
) -> Callable[[F], F]:
    """Declares a read.

    Args:
        needs: where it is given, the method is that of a vendor without such a call, and raises Unsupported.
        may_be_kept: False where nothing is left of an answer without the names and links in it.
    """
    return _declaring(Effect.READS, needs=needs, model=model, layout=layout, may_be_kept=may_be_kept)


def momentary(layout: Layout, model: type | None, *, needs: Capability | None = None) -> Callable[[F], F]:
    """Declares a read of which an earlier answer would be a wrong one."""
    return _declaring(Effect.READS_THE_MOMENT, needs=needs, model=model, layout=layout)


def writes(model: type, *, needs: Capability) -> Callable[[F], F]:
    """Declares a write: whatever was read before may not be so any more."""
    return _declaring(Effect.WRITES, needs=needs, model=model)


def local(method: F) -> F:
    """Declares a method that asks no vendor."""
    return _declaring(Effect.NOTHING)(method)


def declaration(method: Callable[..., Any]) -> MethodDeclaration:
    """What is declared of a method of `Adapter`."""
    found: MethodDeclaration = getattr(method, _ATTRIBUTE)
    return found


def declarations(adapter: type) -> Mapping[str, MethodDeclaration]:
    """What is declared of a class's methods and of those that it inherits, by their names."""
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
    """Where the one argument stands that is a sequence."""
    _, *parameters = inspect.signature(method).parameters.values()
    [place] = [at for at, each in enumerate(parameters) if get_origin(each.annotation) is Sequence]
    return place

"""Runs every vendor's reads of several things in one sequence; a vendor fills in how it is asked.

A method of an adapter is made of the method of `Adapter` that declares it and of functions of the adapter's class. Its
answer has each key once: with the thing, with None if the vendor has none, or with the error in its place. A key of
another length than the vendor's is None, and costs no call.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from models.errors import Unsendable, VendorError, VendorRejected
from models.ids import Identified, Key
from vendors.cooperative import cooperatively
from vendors.declarations import Layout, declaration, keys_of
from vendors.partial_results import PartialResults, fetch_each
from vendors.views import Answer

I = TypeVar("I", bound=Identified)  # noqa: E741
P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")

# A method of an adapter that answers by key.
ByKey: TypeAlias = Callable[Concatenate[Any, P], Coroutine[Any, Any, PartialResults[V]]]
# Finds what a vendor shows by the parts of its key.
Shown: TypeAlias = Mapping[tuple[str, ...], R]


def one_by_one(
    declared: ByKey[P, V], ask: Callable[[Any, Any], Awaitable[V | None] | None], *, parts: int | None = None
) -> ByKey[P, V]:
    """A read with a call for each thing, all at the same time.

    Args:
        declared: the method of `Adapter`; one that completes things gives them alone, without the aspect.
        ask: asks about one thing, by a `Read` or a coroutine; None, or of these None, if the vendor has none.
        parts: how many parts a key has; None for things that were read before.
    """

    async def read(self: Any, *arguments: Any) -> PartialResults[V]:
        things = arguments[-1]
        by_key = dict(zip(keys_of(things), things, strict=True))
        wanted = [key for key in by_key if parts is None or len(key.parts) == parts]
        return dict.fromkeys(by_key) | await fetch_each(wanted, lambda key: ask(self, by_key[key]))

    return _as_declared(declared, read)


def together(
    declared: ByKey[P, I], ask: Callable[[Any, Sequence[str]], Awaitable[Iterable[I]]], *, at_most: int
) -> ByKey[P, I]:
    """A read with a call for many things, which names their ids; a key is an id.

    If the vendor refuses a call, one of the ids may be the reason, so each is asked for alone.

    Args:
        declared: the method of `Adapter`.
        ask: asks for the things with these ids.
        at_most: how many ids a call names.
    """

    async def read(self: Any, keys: Sequence[Key]) -> PartialResults[I]:
        async def of(lot: tuple[Key, ...]) -> PartialResults[I]:
            try:
                shown = {thing.key: thing for thing in await ask(self, [key.parts[0] for key in lot])}
            except (VendorRejected, Unsendable):
                if len(lot) == 1:
                    raise
                return _of_lots(await fetch_each([(key,) for key in lot], of))
            return {key: shown.get(key) for key in lot}

        wanted = [key for key in dict.fromkeys(keys) if len(key.parts) == 1]
        lots = [tuple(wanted[start : start + at_most]) for start in range(0, len(wanted), at_most)]
        return {**dict.fromkeys(keys), **_of_lots(await fetch_each(lots, of))}

    return _as_declared(declared, read)


def out_of_list(
    declared: ByKey[P, V],
    rows: Callable[[Any], Awaitable[tuple[Shown[R], Answer]]],
    shown: Callable[[R, Answer], V | None],
) -> ByKey[P, V]:
    """A read out of the list of everything, by a vendor that has no call for one thing.

    Args:
        declared: the method of `Adapter`.
        rows: reads the list, and tells what its rows share.
        shown: what a row shows.
    """

    async def read(self: Any, things: Sequence[Any]) -> PartialResults[V]:
        keys = keys_of(things)
        found, answer = await rows(self)
        return {key: None if (row := found.get(key.parts)) is None else shown(row, answer) for key in keys}

    return _as_declared(declared, read)


def inside_others(
    declared: ByKey[P, I],
    outer: Callable[[Any, str], Key],
    ask: Callable[[Any, Key], Awaitable[Iterable[I] | None]],
    names: Callable[[I], Iterable[tuple[str, ...]]] = lambda inner: (inner.key.parts,),
) -> ByKey[P, I]:
    """A read of things inside of others, with a call for each of the others, whose id is the first part of a key.

    Args:
        declared: the method of `Adapter`.
        outer: makes the key of the thing around them.
        ask: asks what is in it.
        names: the parts of the keys that name a thing, the first of which wins.
    """

    async def read(self: Any, keys: Sequence[Key]) -> PartialResults[I]:
        async def inside(around: Key) -> Shown[I]:
            found: dict[tuple[str, ...], I] = {}
            async for inner in cooperatively(await ask(self, around) or ()):
                for name in names(inner):
                    found.setdefault(name, inner)
            return found

        around = {key: outer(self, key.parts[0]) for key in keys}
        held = await fetch_each(list(dict.fromkeys(around.values())), inside)
        return {
            key: found if isinstance(found := held[each], VendorError) else found.get(key.parts)
            for key, each in around.items()
        }

    return _as_declared(declared, read)


def _of_lots(answers: Mapping[tuple[Key, ...], PartialResults[I] | VendorError]) -> PartialResults[I]:
    return {
        key: answer if isinstance(answer, VendorError) else answer[key]
        for lot, answer in answers.items()
        for key in lot
    }


def _as_declared(declared: ByKey[P, V], read: Callable[..., Any]) -> ByKey[P, V]:
    if declaration(declared).layout is not Layout.BY_KEY:
        raise TypeError(f"{declared.__name__} does not answer by key")
    return wraps(declared)(read)

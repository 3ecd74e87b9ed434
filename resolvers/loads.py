"""Loads as data: what a resolver asks a loader for, and what it makes of the answer.

A plan asks for the loads of a whole column in one go and awaits none of them; who executes row by row awaits each. So a
resolver is written once for both, and a row whose answer is there costs no iteration of the event loop.
"""

from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar, cast

import msgspec

from resolvers.loaders.answer import LoadAnswer
from resolvers.loaders.base import BatchLoader
from vendors.missing_data import MissingItem, collecting_missing_data, pass_on
from vendors.operation_scope import others_have_asked

T = TypeVar("T")
U = TypeVar("U")


class Load(msgspec.Struct, Generic[T], eq=False):
    """The load of one item.

    Attributes:
        _loader: loads it.
        _item: what to load.
        _make: makes the value of what was loaded: a function that waits for nothing, but may give another load, or a
            coroutine that nothing else is made of. The data that is missing from what was loaded is in the open
            collection then.
        _gaps: what is missing from the value of the load that has given this one.
    """

    _loader: BatchLoader[Any, Any]
    _item: Any
    _make: "Callable[[Any], Made[T]] | None" = None
    _gaps: Sequence[MissingItem] = ()

    # What a struct prints, its values, may be secret.
    __repr__ = object.__repr__

    def __await__(self) -> Generator[Any, None, T]:
        return self._alone().__await__()

    def then(self, make: "Callable[[T], Loadable[U]]") -> "Load[U]":
        """A load of which something else is made."""
        first: Callable[[Any], Any] | None = self._make
        made: Any = make if first is None else lambda value: then(first(value), make)
        return Load(self._loader, self._item, made, self._gaps)

    def lacking(self, gaps: Sequence[MissingItem]) -> "Load[T]":
        """The same load with what is missing from the value of the one that has given it."""
        return Load(self._loader, self._item, self._make, gaps)

    def asked(self) -> LoadAnswer[Any]:
        """Asks for the item, unless somebody has."""
        return self._loader.answer(self._item)

    def made(self, answer: LoadAnswer[Any]) -> "Made[T] | BaseException":
        """What is made of the answer, or an exception; what is missing from it is noted."""
        if self._gaps or answer.gaps:
            pass_on(self._gaps)
            pass_on(answer.gaps)
        if self._make is None or isinstance(answer.outcome, BaseException):
            return cast("Made[T] | BaseException", answer.outcome)
        try:
            return self._make(answer.outcome)
        except Exception as error:  # noqa: BLE001 - it is the outcome
            return error

    async def _alone(self) -> T:
        answer = self.asked()
        if not answer.is_there:
            with suppress(Exception):
                await answer.future()
        with collecting_missing_data() as missing:
            made = self.made(answer)
        if isinstance(made, Load):
            return await made.lacking(list(missing))
        pass_on(missing)
        if isinstance(made, BaseException):
            raise made
        return await made if isinstance(made, Coroutine) else made


class AfterOthers(Generic[T]):
    """A value that is made when all that the operation executes now has asked for its loads.

    A plan knows when that is; who executes row by row awaits it.

    Args:
        make: makes the value, or gives a coroutine that waits for what was asked for.
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], T | Coroutine[Any, Any, T]]) -> None:
        self._make = make

    def __await__(self) -> Generator[Any, None, T]:
        return self._alone().__await__()

    def made(self) -> T | Coroutine[Any, Any, T] | BaseException:
        """What is made, or an exception."""
        try:
            return self._make()
        except Exception as error:  # noqa: BLE001 - it is the outcome
            return error

    async def _alone(self) -> T:
        await others_have_asked()
        made = self._make()
        return await made if isinstance(made, Coroutine) else made


# A value, or how it is loaded.
Loadable: TypeAlias = T | Load[T]
# What a load makes.
Made: TypeAlias = Loadable[T] | Coroutine[Any, Any, T]


def then(found: Loadable[T], make: Callable[[T], Loadable[U]]) -> Loadable[U]:
    """What a function makes of a value, now or when it is loaded."""
    return found.then(make) if isinstance(found, Load) else make(found)


def if_any(found: Loadable[T | None], make: Callable[[T], Loadable[U | None]]) -> Loadable[U | None]:
    """As `then`, of a value that is not None."""
    return then(found, partial(_if_any, make))


def _if_any(make: Callable[[T], Loadable[U | None]], value: T | None) -> Loadable[U | None]:
    return None if value is None else make(value)


async def value_of(found: Loadable[T]) -> T:
    """A value, loaded if need be."""
    return await found if isinstance(found, Load) else found

"""A read as data: what a vendor is asked, and what is made of its reply.

Who needs one awaits it. Many are asked for together, without a task for each (`VendorHttp.read_each`).
"""

from collections.abc import Awaitable, Callable, Generator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from models.operation import Safe
from vendors.response_classes import Reply
from vendors.transports.request import Params
from vendors.worker_thread import in_worker_thread

if TYPE_CHECKING:
    from vendors.http import VendorHttp

T = TypeVar("T")
U = TypeVar("U")


class MoreCalls(msgspec.Struct, Generic[T]):
    """What a `Read` makes of a reply that is not enough: its value comes of more calls, such as a login.

    Attributes:
        ask: begins them.
    """

    ask: Callable[[], Awaitable[T | None]]

    # What a struct prints, its values, may be secret.
    __repr__ = object.__repr__


class Read(msgspec.Struct, Generic[T]):
    """A read by id; its value is None if the vendor has no such object.

    Attributes:
        http: makes it.
        operation, params, headers: as those of `VendorHttp.get`.
        path: as that; None if no object can have this id, so that no call is made.
        made: makes the value of the reply, or what is to be asked in its place, or raises a VendorError; pure, because
            it runs in the worker thread if the reply is long.
        told: is told the value that is made of the reply, in the event loop.
    """

    http: "VendorHttp"
    operation: Safe
    path: str | None
    params: Params | None
    headers: Mapping[str, str] | None
    made: Callable[[Reply], T | MoreCalls[T] | None]
    told: Callable[[T | None], object] | None = None

    def __repr__(self) -> str:
        # Its headers are secret.
        return f"<Read {self.operation}>"

    def __await__(self) -> Generator[Any, None, T | None]:
        return self._alone().__await__()

    async def value_of(self, reply: Reply) -> T | MoreCalls[T] | None:
        """What is made of the reply, which the current task has read last."""
        value = await in_worker_thread(self.made, reply)
        if self.told is not None and not isinstance(value, MoreCalls):
            self.told(value)
        return value

    def if_found(
        self, make: Callable[[T], U | None], told: Callable[[U | None], object] | None = None
    ) -> "Read[U]":
        """The same read, of which something else is made, if the vendor has such an object."""
        made: Callable[[Reply], U | MoreCalls[U] | None] = partial(_if_found, self.made, make)
        return Read(self.http, self.operation, self.path, self.params, self.headers, made, told)

    async def _alone(self) -> T | None:
        if self.path is None:
            return None
        found = await self.value_of(
            await self.http.get(self.path, operation=self.operation, params=self.params, headers=self.headers)
        )
        return await found.ask() if isinstance(found, MoreCalls) else found


def if_found(found: Awaitable[T | None], make: Callable[[T], U | None]) -> Awaitable[U | None]:
    """What is made of a thing that a `Read` or a coroutine reads, if the vendor has it; itself one of the two."""
    return found.if_found(make) if isinstance(found, Read) else _made_of(found, make)


def _if_found(
    made: Callable[[Reply], T | MoreCalls[T] | None], make: Callable[[T], U | None], reply: Reply
) -> U | MoreCalls[U] | None:
    found = made(reply)
    if isinstance(found, MoreCalls):
        ask = found.ask
        return MoreCalls(lambda: _made_of(ask(), make))
    return None if found is None else make(found)


async def _made_of(asked: Awaitable[T | None], make: Callable[[T], U | None]) -> U | None:
    found = await asked
    return None if found is None else await in_worker_thread(make, found)

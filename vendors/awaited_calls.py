"""The calls of one batch, which its operation awaits together: each goes on as it ends, without a task for each."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from models.account import Account
from models.errors import VendorError
from vendors.operation_scope import OperationScope
from vendors.shared_call import SharedCall

K = TypeVar("K")
T = TypeVar("T")


class AwaitedCall(msgspec.Struct):
    """A call of a batch; attributes as the arguments of `AwaitedCalls.begin`."""

    key: Any
    question: Hashable
    ask: Callable[[], SharedCall[Any]]
    call: SharedCall[Any]

    # What a struct prints, its values, may be secret: the question has the headers.
    __repr__ = object.__repr__


class AwaitedCalls(Generic[K, T]):
    """Coalesced calls as `OperationScope.once` makes them, all at the same time.

    For a call it is a waiter, as a future is. Whoever has begun some calls must `leave` at last.

    Args:
        scope: the operation.
        account: the one that is called.
    """

    __slots__ = ("_account", "_awaited", "_is_abandoned", "_scope", "_woken")

    def __init__(self, scope: OperationScope, account: Account) -> None:
        self._scope, self._account = scope, account
        self._awaited: list[AwaitedCall] = []
        self._woken: asyncio.Future[None] | None = None
        self._is_abandoned = False

    def begin(self, key: K, question: Hashable, ask: Callable[[], SharedCall[T]]) -> None:
        """Makes a call, or shares an identical one.

        Args:
            key: names its outcome.
            question, ask: as those of `OperationScope.once`.
        """
        call = self._scope.begin(self._account, question, ask)
        if not call.is_over:
            call.wake(self, self._scope)
        self._awaited.append(AwaitedCall(key, question, ask, call))

    async def ended(self) -> Sequence[tuple[K, T | VendorError]]:
        """The outcomes of those that have ended since it was asked last; waits for one, and gives none if none is
        left."""
        outcomes: list[tuple[K, T | VendorError]] = []
        while self._awaited and not outcomes:
            over = [each for each in self._awaited if each.call.is_over]
            if not over:
                await self._one()
                continue
            self._awaited = [each for each in self._awaited if not each.call.is_over]
            for each in over:
                if not self._scope.is_told(self._account, each.question, each.call):
                    self.begin(each.key, each.question, each.ask)
                elif isinstance(each.call.failure, VendorError):
                    outcomes.append((each.key, each.call.failure))
                else:
                    outcomes.append((each.key, each.call.outcome()))
        return outcomes

    def leave(self) -> None:
        """Waits no longer for those that have not ended, which are cancelled if nobody else waits for them."""
        awaited, self._awaited = self._awaited, []
        for each in awaited:
            each.call.withdraw(self)
            self._scope.leave(self._account, each.question, each.call)

    async def _one(self) -> None:
        """Waits until one has ended."""
        if self._is_abandoned:
            raise asyncio.CancelledError
        self._woken = asyncio.get_running_loop().create_future()
        try:
            await self._woken
        finally:
            self._woken = None

    # What a call does with a waiter.

    def done(self) -> bool:
        return self._woken is None or self._woken.done()

    def set_result(self, result: None, /) -> None:
        assert self._woken is not None
        self._woken.set_result(result)

    def cancel(self) -> None:
        """The operation is abandoned."""
        self._is_abandoned = True
        if self._woken is not None:
            self._woken.cancel()

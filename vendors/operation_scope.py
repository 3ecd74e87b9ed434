"""Request coalescing: deduplicates the vendor calls of one operation, counts them, and holds its deadline."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

from models.account import Account
from models.errors import VendorError, VendorTimeout
from models.ids import Key
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.meter import Meter
from vendors.missing_data import Identity, MissingData, collecting_missing_data, note_missing
from vendors.shared_call import SharedCall

T = TypeVar("T")


class Sendable(Protocol):
    """What one call loads."""

    def send(self) -> None:
        """Loads it in a task."""

    def loaded(self) -> Coroutine[Any, Any, None]:
        """Loads it where this is awaited."""


@dataclass(slots=True, repr=False)
class OperationScope:
    """The coalesced requests, counts and deadline of one GraphQL operation; nothing in it outlives the operation.

    Attributes:
        meter: the counts of each account.
        gaps: the missing data of the response that belongs to no field.
        told_at: the missing data of fields whose types cannot report it, with the path of the error.
        audience: what its caller may see; its reads in flight are shared with other operations of the same account and
            audience. None: with none.
        deadline: the operation's deadline in monotonic seconds; None for no limit.
        seconds: the operation's time limit.
        selected: the names of the models' attributes that the operation selects; None if not known.
        opened_at: when it was opened, in monotonic seconds.
        waiting: how many of its parts wait for their turn; they may ask for more objects, so batches wait for them.
        queued: gives the batches that wait for more objects.
    """

    gaps: MissingData = field(default_factory=MissingData)
    told_at: dict[tuple[str | int, ...], MissingData] = field(default_factory=dict)
    meter: defaultdict[Account, Meter] = field(default_factory=lambda: defaultdict(Meter))
    audience: Hashable = None
    deadline: float | None = None
    seconds: float | None = None
    selected: frozenset[str] | None = None
    opened_at: float = field(default_factory=time.monotonic)
    waiting: int = 0
    queued: set[Callable[[], Sequence[Sendable]]] = field(default_factory=set)
    _unreadable: set[Hashable] = field(default_factory=set)
    _answers: dict[Account, dict[Hashable, SharedCall[Any]]] = field(default_factory=dict)

    def all_have_asked(self) -> Sequence[Sendable]:
        """The batches, which may be sent, because none of its parts that run is about to ask for more."""
        batches: list[Sendable] = []
        while self.queued and not self.waiting:
            batches += self.queued.pop()()
        return batches

    def left(self) -> float | None:
        """Seconds until the deadline, negative after it; None for no limit."""
        return None if self.deadline is None else self.deadline - time.monotonic()

    def saved(self, account: Account, n: int = 1) -> None:
        """Adds calls that a batch made unnecessary."""
        self.meter[account].saved += n

    def is_stale(self, account: Account) -> bool:
        """Whether one of the account's answers was stale."""
        return self.meter[account].stale is not None

    def unreadable(self, vendor: Vendor, operation: str, field_path: str, of: object = None) -> bool:
        """Adds an unreadable field, which is null, to the missing data.

        Args:
            field_path: the vendor's names, such as `devices[].settings.volume`; never a value.
            of: the object of the field, or its key; a field in a shared response counts once.

        Returns:
            Whether it is the first report of this field in this operation.
        """
        problem = VendorProblem.unreadable_fields(vendor, operation, (field_path,), 1)
        thing = of if isinstance(of, Key) else Identity(object() if of is None else of)
        note_missing(problem, (field_path, thing), *((of,) if isinstance(of, Key) else ()))
        kind = (vendor, operation, field_path)
        is_first = kind not in self._unreadable
        self._unreadable.add(kind)
        return is_first

    def forget(self, account: Account) -> None:
        """Drops the shared calls to this account, so that the next one is sent; waiters still get their result."""
        self._answers.pop(account, None)
        if account in self.meter:
            # What is asked from now on shares no read from before.
            self.meter[account].older = 0.0

    def older(self) -> float:
        """By how many seconds the oldest read of another operation that this one shares began before it."""
        return max((meter.older for meter in self.meter.values()), default=0.0)

    def release(self) -> None:
        """Drops the responses: a call's task holds this scope, so they would stay until the garbage is collected."""
        self._answers.clear()
        self.queued.clear()

    def abandon(self) -> None:
        """Cancels every running call that no other operation waits for, and lets no other begin."""
        self.deadline = time.monotonic()
        for answers in self._answers.values():
            for call in answers.values():
                call.leave(self)

    async def once(
        self,
        account: Account,
        question: Hashable,
        ask: Callable[[], Coroutine[Any, Any, T] | SharedCall[T]],
    ) -> T:
        """Makes a call, or shares an identical one that is running or done; failures are shared, too.

        A cancelled waiter does not cancel the call; when the last waiter is cancelled, the call is cancelled and
        dropped, so an abandoned operation leaves nothing running.

        Args:
            ask: begins the call, or returns a coroutine that makes it, for which a task is started; or returns a call
                that another operation has begun, which counts as saved.
        """
        while True:
            call = self.begin(account, question, ask)
            if not call.is_over:
                try:
                    await call.end(self)
                except asyncio.CancelledError:
                    self.leave(account, question, call)
                    raise
            if self.is_told(account, question, call):
                return call.outcome()

    def begin(
        self,
        account: Account,
        question: Hashable,
        ask: Callable[[], Coroutine[Any, Any, T] | SharedCall[T]],
    ) -> SharedCall[T]:
        """As `once`, for who awaits the call itself: in the end that `is_told`, or it is left."""
        answers = self._answers.setdefault(account, {})
        call: SharedCall[T] | None = answers.get(question)
        if call is None:
            begun = ask()
            call = answers[question] = begun if isinstance(begun, SharedCall) else SharedCall.in_task(begun)
        else:
            self.saved(account)
        if self._is_of_others(call):
            meter = self.meter[account]
            meter.wait()
            meter.older = max(meter.older, self.opened_at - call.begun_at)
        return call

    def is_told(self, account: Account, question: Hashable, call: SharedCall[Any]) -> bool:
        """Whether the outcome of a call that has ended is this operation's; if it is not, it must ask anew."""
        if self._is_of_others(call):
            self.meter[account].end()
        if isinstance(call.failure, VendorError):
            if call.limited_by not in (None, self):
                # The time of another operation was over, which saved this one nothing.
                self.saved(account, -1)
                self._drop(account, question, call)
                return False
            self.meter[account].degraded = True
        elif call.is_degraded:
            self.meter[account].degraded = True
        if call.is_cancelled:
            self._drop(account, question, call)
        return True

    def leave(self, account: Account, question: Hashable, call: SharedCall[Any]) -> None:
        """It awaits a call no longer, which is cancelled and dropped if nobody else does."""
        if self._is_of_others(call):
            self.meter[account].end()
        if call.is_cancelled:
            self._drop(account, question, call)

    def _is_of_others(self, call: SharedCall[Any]) -> bool:
        """Whether another operation has begun it; its own calls count their time themselves, without their wait for
        admission."""
        return call.begun_by is not self and call.begun_by is not None

    def _drop(self, account: Account, question: Hashable, call: SharedCall[Any]) -> None:
        """Lets nobody share a call that tells nothing."""
        answers = self._answers.get(account, {})
        if answers.get(question) is call:
            del answers[question]


_current: ContextVar[OperationScope | None] = ContextVar("operation_scope", default=None)


# Returns the scope of the operation that the current task belongs to, or None outside of any.
current_scope: Final[Callable[[], OperationScope | None]] = _current.get


def known_since(began: datetime) -> datetime:
    """From when an operation's data is at least: from its begin, or from that of a read of another that it shares."""
    scope = current_scope()
    return began if scope is None else began - timedelta(seconds=scope.older())


async def others_have_asked() -> None:
    """Waits until all parts of the operation that are executed now have begun, and their loads are under way."""
    await asyncio.sleep(0)
    scope = current_scope()
    while scope is not None and scope.waiting:  # noqa: ASYNC110 - their turn comes with the loop's iterations
        await asyncio.sleep(0)


async def within_operation(work: Awaitable[T], vendor: Vendor, operation: str) -> T:
    """Awaits shared work, at most until the operation's deadline.

    Args:
        work: is cancelled at the deadline; the caller shields shared work.
        vendor, operation: named in the error.

    Raises:
        VendorTimeout: the deadline has passed.
    """
    scope = current_scope()
    left = None if scope is None else scope.left()
    try:
        async with asyncio.timeout(left if left is None else max(left, 0.0)):
            return await work
    except TimeoutError:
        raise VendorTimeout(vendor, operation, may_have_arrived=False) from None


class OpenedScope:
    """The context manager of `operation_scope`; as a class, because each operation opens one.

    Args:
        seconds: the operation's time limit, which includes all its vendor calls.
    """

    __slots__ = ("_collecting", "_scope", "_seconds", "_token")

    _scope: OperationScope
    _token: Token[OperationScope | None]

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._collecting = collecting_missing_data()

    def __enter__(self) -> OperationScope:
        seconds, now = self._seconds, time.monotonic()
        self._scope = scope = OperationScope(
            gaps=self._collecting.__enter__(),
            deadline=None if seconds is None else now + seconds,
            seconds=seconds,
            opened_at=now,
        )
        self._token = _current.set(scope)
        return scope

    def __exit__(self, *error: Any) -> None:
        _current.reset(self._token)
        self._scope.release()
        self._collecting.__exit__(*error)


# Opens a scope for the enclosed code, and for the tasks that it starts.
operation_scope: Final = OpenedScope

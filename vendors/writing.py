"""Carries out every write of every vendor in one sequence, whose steps a vendor's write fills in."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import (
    Any,
    ClassVar,
    Concatenate,
    Generic,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    dataclass_transform,
)

from models.errors import VendorError, VendorRejected, WriteRefused
from models.problem import Problem
from models.view import plain
from vendors.checks import refuse_if
from vendors.http import UNSET, FormPart, Reply, VendorHttp
from vendors.worker_thread import in_worker_thread

A = TypeVar("A")
M = TypeVar("M")
C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)
P = ParamSpec("P")
Quotable: TypeAlias = Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One call, but for the headers that all calls of the account have; see `VendorHttp.send`."""

    method: str
    path: str
    params: Mapping[str, str] | None = None
    json: Any = UNSET
    multipart: Sequence[FormPart] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    async def sent(self, http: VendorHttp, operation: str, headers: Mapping[str, str]) -> Reply:
        """Sends it as a write, once."""
        return await http.send(
            self.method,
            self.path,
            operation=operation,
            params=self.params,
            headers={**headers, **self.headers},
            json=self.json,
            multipart=self.multipart,
        )


@dataclass(frozen=True, slots=True)
class Settled(Generic[M]):
    """The result of a write for which nothing is to be sent any more: what was asked for is the case already."""

    result: M = field(repr=False)


@dataclass_transform(field_specifiers=(field,))
class VendorWrite(ABC, Generic[A, M]):
    """One write at one vendor: a dataclass of the arguments of the adapter's method, after what the account shares.

    An object is carried out once, by `carried_out`, and may keep what one step finds for the next. A vendor's writes
    have a common base, which fills `sent` and `explained`.

    Type parameters: what the vendor answers, unwrapped; what the adapter's method returns.

    Attributes:
        operation: our name of the call, in errors.
    """

    operation: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Drafts contain clinical text and secrets.
        dataclass(repr=False, eq=False)(cls)

    async def problems(self) -> Iterable[Problem | None]:
        """What is wrong with the draft; nothing is sent where there is something."""
        return ()

    def turn(self) -> AbstractAsyncContextManager[None]:
        """What is held from the first read for this write until its result, where two of the kind would collide."""
        return nullcontext()

    @abstractmethod
    async def request(self) -> Request | Settled[M] | None:
        """The call, with whatever must be read for it; None if there can be no such object."""

    @abstractmethod
    async def sent(self, request: Request) -> A | None:
        """Sends the call once; returns what is answered, or None if the vendor has no such object.

        Raises:
            VendorRejected: the vendor refused.
            VendorError: anything else than success.
        """

    @abstractmethod
    async def explained(self, refusal: VendorRejected) -> Problem | Settled[M] | None:
        """The problem of a refusal of the call, or of a read before it; None if it is not about the draft."""

    def absent(self) -> M:
        """The result if the vendor has no such object.

        Raises:
            VendorRejected: no object was asked for.
            WriteRefused: it is one that the draft names beside its own.
        """
        return cast(M, None)

    @abstractmethod
    async def result(self, answer: A) -> M:
        """What a success means, with whatever must be read after it."""

    def remember(self, result: M) -> None:
        """Tells the account what is known now."""


async def carried_out(write: VendorWrite[A, M], quotable: Quotable = lambda words: words) -> M:
    """Carries out a write.

    Args:
        write: what is to be done.
        quotable: gives what may be shown of the vendor's words.

    Raises:
        WriteRefused: nothing was carried out: the draft has problems, or the vendor refused.
        VendorError: see `vendors.base`. Once the call was answered with success, no error says that it has not arrived,
            such as the failure of a read after it.
    """
    refuse_if(await write.problems())
    async with write.turn():
        try:
            request = await write.request()
            if isinstance(request, Settled):
                return await in_worker_thread(plain, request.result)
            answer = None if request is None else await write.sent(request)
            if answer is None:
                return write.absent()
        except VendorRejected as refusal:
            refusal.vendor_message = quotable(refusal.vendor_message)
            refusal.vendor_code = quotable(refusal.vendor_code)
            reason = await write.explained(refusal)
            if reason is None:
                raise
            if isinstance(reason, Settled):
                return await in_worker_thread(plain, reason.result)
            raise WriteRefused([reason], by_vendor=True, arrived=not refusal.is_safe) from refusal
        try:
            # It is kept beyond the operation.
            result = await in_worker_thread(plain, await write.result(answer))
        except VendorError as error:
            if error.may_have_arrived:
                raise
            raise error.in_part() from error
    write.remember(result)
    return result


class Writing(Protocol[C_co]):
    """An adapter, with what the writes of its account share."""

    @property
    def writes_at(self) -> C_co: ...

    def quotable(self, words: str | None) -> str | None: ...


def carried_out_by(
    kind: Callable[Concatenate[C, P], VendorWrite[Any, M]],
) -> Callable[Concatenate[Writing[C], P], Coroutine[Any, Any, M]]:
    """An adapter's method that makes a write of its `writes_at` and the method's arguments, and carries it out."""

    async def method(self: Writing[C], /, *args: P.args, **kwargs: P.kwargs) -> M:
        return await carried_out(kind(self.writes_at, *args, **kwargs), self.quotable)

    _, *arguments = signature(kind).parameters.values()
    own = Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)
    method.__signature__ = signature(kind).replace(parameters=[own, *arguments])  # type: ignore[attr-defined]
    return method

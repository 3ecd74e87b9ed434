"""Every exception that meetgraph raises on purpose.

    MeetgraphError
    ├── BadInput                what the caller sent cannot be read: an id, a cursor, a page size
    │   └── NotConfigured       it names a vendor that this gateway has no account at
    ├── (models.denial)         nobody who is known sends the request, or it may not do what it asks for
    ├── PersistedQueryNotFound  an operation is named by a hash alone, and no text is known for it
    ├── NotFoundError           there is no such thing, so there is nothing to follow
    ├── OfOne                   one of several things that were asked for failed; carries its id and why
    ├── WriteRefused            a write was not carried out; carries its problems, which become part of its payload
    ├── StoreUnavailable        MongoDB cannot be reached in time
    ├── FellBehind              a subscriber listens too slowly
    ├── DecryptionFailed        stored data was encrypted with a key that is not configured
    ├── UnreadableDocument      a document of ours is garbled, or from another version
    └── VendorError             a vendor's call failed; carries vendor, operation, status
        ├── VendorTimeout       no complete answer inside the deadline
        ├── VendorUnreachable   no connection, a reset, or a 5xx
        ├── VendorRateLimited   429; may carry how long to wait
        ├── VendorBusy          too many of our own calls to it are under way
        ├── DeadlineExceeded    the operation's time was over before the vendor could be asked
        ├── Unsendable          what the caller gave makes a call that is too long or cannot be written
        ├── VendorBadResponse   an answer that cannot be read or trusted
        │   └── LinkUnread      of a write that was carried out, only the link that it answers cannot be read
        ├── VendorRejected      the vendor understood and refused; carries its code
        └── Unsupported         the vendor has no such call at all

No message holds a URL's query, a header, a body, or anything else that may carry a secret.
"""

from collections.abc import Sequence

from models.account import Account
from models.error_code import ErrorCode
from models.obstacle import Obstacle
from models.operation import Safe
from models.problem import Problem
from models.vendor import Capability, Vendor


class MeetgraphError(Exception):
    """An error that clients receive with a code of the closed list."""

    code = ErrorCode.INTERNAL
    retryable = False

    @property
    def message(self) -> str:
        return str(self)


class BadInput(MeetgraphError):
    """The caller sent invalid input; the message says what, without repeating it."""

    code = ErrorCode.BAD_USER_INPUT


class NotConfigured(BadInput):
    """The caller named a vendor that this gateway has no account at."""

    def __init__(self, account: Account) -> None:
        self.vendor, self.account = account.vendor, account.name or None
        super().__init__(
            f"This gateway has no{' such' if account.name else ''} account at {account.vendor.label}."
        )


class NotFoundError(MeetgraphError):
    """The object of a subscription does not exist; used where null has no such meaning.

    Args:
        what: the kind of object, such as "meeting".
    """

    code = ErrorCode.NOT_FOUND

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}, or no longer.")


class OfOne(MeetgraphError):
    """One of several requested objects failed.

    Attributes:
        id: the caller's id of it.
        error: the cause.
    """

    def __init__(self, id: str, error: MeetgraphError) -> None:
        self.id = id
        self.error = error
        self.code = error.code
        self.retryable = error.retryable
        super().__init__(error.message)


class WriteRefused(MeetgraphError):
    """A write was certainly not carried out.

    Attributes:
        problems: the reasons, at least one.
        by_vendor: whether the vendor refused, and not this gateway before the call.
        arrived: whether it refused the write itself, and not an earlier call.
    """

    code = ErrorCode.BAD_USER_INPUT

    def __init__(
        self, problems: Sequence[Problem], *, by_vendor: bool = False, arrived: bool | None = None
    ) -> None:
        self.problems = tuple(problems)
        self.by_vendor = by_vendor
        self.arrived = by_vendor if arrived is None else arrived
        super().__init__(" ".join(problem.message for problem in self.problems))


class StoreUnavailable(MeetgraphError):
    """MongoDB cannot be reached, or did not answer in time."""

    code = ErrorCode.SERVICE_UNAVAILABLE
    retryable = True

    def __init__(self) -> None:
        super().__init__("The store of this API cannot be reached now.")


class FellBehind(MeetgraphError):
    """A subscriber has received nothing for so long that it must subscribe again."""

    code = ErrorCode.OVERLOADED
    retryable = True

    def __init__(self) -> None:
        super().__init__(
            "This subscriber has read nothing for too long; subscribe again for the present state."
        )


class DecryptionFailed(MeetgraphError):
    """Stored data was encrypted with none of the configured keys, or was changed since."""

    code = ErrorCode.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("Something in the store of this API cannot be read with its keys.")


class UnreadableDocument(MeetgraphError):
    """A document of ours is garbled, or from another version, or encrypted with a key that is not configured.

    Attributes:
        collection: its collection.
        id: its id.
    """

    code = ErrorCode.SERVICE_UNAVAILABLE

    def __init__(self, collection: str, id: object) -> None:
        self.collection = collection
        # An id is a short text or an ObjectId; another value may be anything.
        self.id = (
            str(id)[:200]
            if isinstance(id, str) or type(id).__name__.endswith("ObjectId")
            else "without an id"
        )
        super().__init__(f"A document in the store of this API cannot be read: {self.collection} {self.id}.")


class VendorError(MeetgraphError):
    """A vendor's call failed.

    Attributes:
        vendor: the vendor.
        operation: our name of the call, such as "list rooms".
        is_safe: whether the call is safe, that is, requests no change.
        status: the HTTP status, where there was one.
        retry_after_ms: the vendor's Retry-After, in milliseconds.
        may_have_arrived: whether the vendor may have carried out a change; False if it certainly did not receive the
            call, and for safe calls.
    """

    words = "failed"
    account: str | None = None  # the account's name, where it is not the tenant's first at the vendor
    is_of_one = False  # whether another operation might be admitted: this one has too many calls of its own

    def __init__(
        self,
        vendor: Vendor,
        operation: str,
        *,
        status: int | None = None,
        detail: str = "",
        retry_after_ms: int | None = None,
        may_have_arrived: bool = True,
    ) -> None:
        self.vendor = vendor
        self.operation = str(operation)
        self.is_safe = isinstance(operation, Safe)
        self.status = status
        self.retry_after_ms = retry_after_ms
        self.may_have_arrived = may_have_arrived and not self.is_safe
        tail = f" ({detail})" if detail else ""
        super().__init__(f"{vendor.label} {self.words}: {operation}{tail}.")

    def in_part(self) -> "VendorError":
        """The failure of a write after another of its calls has arrived: the outcome is unknown."""
        return type(self)(self.vendor, self.operation, status=self.status, retry_after_ms=self.retry_after_ms)


class VendorTimeout(VendorError):
    code = ErrorCode.VENDOR_TIMEOUT
    retryable = True
    words = "did not answer in time"


class VendorUnreachable(VendorError):
    code = ErrorCode.VENDOR_UNREACHABLE
    retryable = True
    words = "failed or could not be reached"
    obstacle: Obstacle | None = None  # what kept a connection from being made, where it is known


class VendorRateLimited(VendorError):
    code = ErrorCode.VENDOR_RATE_LIMITED
    retryable = True
    words = "asks to slow down"


class VendorBusy(VendorError):
    """Too many of our own calls to the vendor are running, so this one was not sent."""

    code = ErrorCode.OVERLOADED
    retryable = True
    words = "has too many of our calls under way"


class DeadlineExceeded(VendorError):
    """The operation's time was over, so the vendor was not asked."""

    code = ErrorCode.DEADLINE_EXCEEDED
    retryable = True
    words = "was not asked any more, the operation's time was over"


class Unsendable(VendorError):
    """The caller's input makes a request that HTTP cannot carry, so the vendor was not asked."""

    code = ErrorCode.BAD_USER_INPUT
    words = "was not asked, what was given cannot be sent"


class VendorBadResponse(VendorError):
    code = ErrorCode.VENDOR_BAD_RESPONSE
    words = "gave an answer that cannot be read"


class VendorRejected(VendorError):
    """The vendor understood the call and refused it, so it carried nothing out.

    Attributes:
        vendor_code: the vendor's error code, as text, if it returns one.
        vendor_message: the vendor's message; it may repeat the input, so it is never logged.
    """

    code = ErrorCode.VENDOR_REJECTED
    words = "refused"

    def __init__(
        self,
        vendor: Vendor,
        operation: str,
        *,
        status: int | None = None,
        detail: str = "",
        vendor_code: str | None = None,
        vendor_message: str | None = None,
    ) -> None:
        self.vendor_code = vendor_code
        self.vendor_message = vendor_message
        # A refusing vendor carries nothing out.
        super().__init__(vendor, operation, status=status, detail=detail, may_have_arrived=False)

    def in_part(self) -> VendorError:
        # After an earlier call has arrived, the state may have changed.
        return VendorBadResponse(self.vendor, self.operation, status=self.status, detail="changed in part")


class Unsupported(VendorError):
    """The vendor's API has no such call.

    Attributes:
        capability: the missing capability.
    """

    code = ErrorCode.BAD_USER_INPUT
    words = "cannot do this"

    def __init__(self, vendor: Vendor, capability: Capability) -> None:
        self.capability = capability
        super().__init__(vendor, capability.value, may_have_arrived=False)

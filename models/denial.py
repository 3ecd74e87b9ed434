"""Why somebody is refused.

MeetgraphError
├── Unauthenticated             nobody who is known sends the request
│   └── CredentialRefused       somebody who was known does, with what is good no longer
├── TooManyFailures             too many tokens from one address were not accepted
├── AuthenticationUnavailable   whether somebody is known cannot be found out now
└── Forbidden                   the principal lacks scopes
"""

from models.caller import Caller
from models.error_code import ErrorCode
from models.errors import MeetgraphError
from models.scope import Scope


class Unauthenticated(MeetgraphError):
    """The request has no token, or one that is not accepted; the message never says which part of it is wrong."""

    code = ErrorCode.UNAUTHENTICATED

    def __init__(self) -> None:
        super().__init__("The request needs a valid token: `Authorization: Bearer …`.")


class CredentialRefused(Unauthenticated):
    """The credential is a caller's, but good no longer; the sender is told no more than anybody else.

    Attributes:
        caller: whose it is; of its tenant nobody's in particular where its secret could not be checked.
        reason: why it is refused, as a code: EXPIRED, REVOKED or PEPPER_MISSING.
        subject: the id of the API key; None for a token.
    """

    def __init__(self, caller: Caller, reason: str, *, subject: str | None = None) -> None:
        self.caller = caller
        self.reason = reason
        self.subject = subject
        super().__init__()


class TooManyFailures(MeetgraphError):
    """Too many tokens from one address were not accepted, and this one is not, either.

    Attributes:
        retry_after: after how many seconds another one may fail.
    """

    code = ErrorCode.RATE_LIMITED
    retryable = True

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__("Too many requests without a valid token came from this address.")


class AuthenticationUnavailable(MeetgraphError):
    """Whether a token is valid cannot be found out now; that says nothing about the token."""

    code = ErrorCode.SERVICE_UNAVAILABLE
    retryable = True

    def __init__(self) -> None:
        super().__init__("Tokens cannot be checked now.")


class Forbidden(MeetgraphError):
    """The principal lacks scopes.

    Attributes:
        scopes: those that it lacks.
    """

    code = ErrorCode.FORBIDDEN

    def __init__(self, what: str, scopes: frozenset[Scope]) -> None:
        self.scopes = scopes
        needed = ", ".join(sorted(scopes))
        super().__init__(f"`{what}` needs {'the scope' if len(scopes) == 1 else 'the scopes'} {needed}.")

"""Why somebody is refused.

MeetgraphError
├── Unauthenticated             nobody who is known sends the request
│   ├── NoToken                 no credentials are sent with it
│   ├── OtherScheme             credentials are sent, but no bearer token
│   ├── NotOneToken             a bearer token is meant, but there is none, or more than one
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
    """Nobody who is known sends the request: its token is not accepted; the message never says what is wrong with it.

    Attributes:
        bearer_error: the code for it in RFC 6750, 3.1; None where no token was tried, for which it has none.
    """

    code = ErrorCode.UNAUTHENTICATED
    bearer_error: str | None = "invalid_token"
    words = "The token is not accepted, or no longer."

    def __init__(self) -> None:
        super().__init__(self.words)


class NoToken(Unauthenticated):
    """The request has no credentials where they are looked for."""

    bearer_error = None
    words = (
        "A token is needed as `Authorization: Bearer …`, on WebSockets in the payload of `connection_init`."
    )


class OtherScheme(Unauthenticated):
    """The request has credentials of another scheme, or none is named."""

    bearer_error = None
    words = "`Authorization` must begin with `Bearer`, and the token follows."


class NotOneToken(Unauthenticated):
    """The scheme is right, but what follows cannot be one token, or there are several."""

    bearer_error = "invalid_request"
    words = "`Authorization` must be `Bearer` and one token, given once."


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

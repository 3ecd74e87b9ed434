"""Why somebody is refused: not known, or not allowed."""

from models.error_code import ErrorCode
from models.errors import MeetgraphError
from models.scope import Scope


class Unauthenticated(MeetgraphError):
    """The request has no token, or one that is not accepted; the message never says which part of it is wrong."""

    code = ErrorCode.UNAUTHENTICATED


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

"""The vendor's refusals and the envelope it wraps them in."""

from typing import Any


class Refused(Exception):
    """An answer other than success.

    The vendor's error tables head their columns one place off: what they call "error code" is the HTTP
    status, and what they call "message" is the code. The arguments here follow the envelope.
    """

    def __init__(self, status: int, code: str, message: str, *, check: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.check = check

    def envelope(self, form: str) -> dict[str, Any]:
        """The body in one of the forms `error` (an object), `error_array` or `errors`."""
        error: dict[str, Any] = {"message": self.message, "code": self.code, "status": self.status}
        if self.check is not None:
            error |= {"path": self.code, "check": self.check}
        if form == "errors":
            return {"errors": [error]}
        return {"error": [error] if form == "error_array" else error}


def invalid(path: str, check: str) -> Refused:
    """A property that fails the validation named `check`: 422 everywhere on the platform."""
    return Refused(422, path, f"Property {path} is invalid", check=check)


def access_denied() -> Refused:
    return Refused(403, "access_denied", "Insufficient access level")

"""What all answers share: the envelope, the refusals, and the ways in which an error body may go wrong."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import HTMLResponse, Response

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
}


class Answer(Response):
    """A JSON answer; msgspec writes it several times faster than the standard library."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


class Refusal(Exception):
    """The vendor says no: an HTTP status and the message of its body.

    Attributes:
        raw: a body to send unchanged, for the errors that the vendor documents as invalid JSON.
    """

    def __init__(self, status: int, message: str, raw: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.raw = raw


def bad_request(message: str) -> Refusal:
    return Refusal(400, message)


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def forbidden() -> Refusal:
    return Refusal(403, "Forbidden")


def not_found() -> Refusal:
    return Refusal(404, "Sorry, this page is not available.")


def too_many_requests() -> Refusal:
    return Refusal(429, "Too Many Requests")


def data(content: Any, **beside: Any) -> Response:
    """The success envelope; `beside` are keys next to `data`, such as a total."""
    return Answer({"data": content, **beside})


def refused(refusal: Refusal, switches: Mapping[str, Any]) -> Response:
    """The error envelope; the body's `code` stays 404 where the HTTP status is switched to 400."""
    status = switches["not_found_status"] if refusal.status == 404 else refusal.status
    headers = {}
    if refusal.status == 429 and switches["retry_after"] is not None:
        headers["retry-after"] = str(switches["retry_after"])
    if switches["html_errors"]:
        title = f"{status} {REASONS[status]}"
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        return HTMLResponse(page, status, headers)
    if refusal.raw is not None:
        return Response(refusal.raw, status, headers, media_type="application/json")
    body: dict[str, Any] = {"code": refusal.status}
    if not switches["error_without_message"]:
        body["message"] = refusal.message
    return Answer(body, status, headers)

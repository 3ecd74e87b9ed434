"""Reads what callers send: bodies in three encodings, and fields that should be numbers or booleans."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from simulators.vsee.answers import bad_request

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Form:
    """The fields of one body; a blank field counts as absent."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields

    def text(self, name: str) -> str | None:
        value = self.fields.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None or isinstance(value, (dict, list)):
            return None
        return str(value).strip() or None

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise bad_request(f"{name} is required.")
        return value

    def boolean(self, name: str) -> bool | None:
        value = self.text(name)
        if value is None:
            return None
        if value.lower() not in BOOLEANS:
            raise bad_request(f"{name} must be a boolean.")
        return BOOLEANS[value.lower()]

    def integer(self, name: str) -> int | None:
        value = self.text(name)
        return None if value is None else integer(name, value)

    def day(self, name: str) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise bad_request(f"{name} must be a date (YYYY-MM-DD).") from error


async def read(request: Request) -> Form:
    """The body of a request: multipart is documented for rooms; the neighbours also show urlencoded and JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return Form(_object(await request.body()))
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return Form({})
    try:
        async with request.form() as form:
            return Form({name: value for name, value in form.items() if isinstance(value, str)})
    except HTTPException as error:
        raise bad_request("Invalid request body.") from error


def _object(body: bytes) -> dict[str, Any]:
    try:
        # Stricter than the standard library: no NaN, no half of a surrogate pair.
        value = msgspec.json.decode(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise bad_request("Invalid request body.") from error
    if not isinstance(value, dict):
        raise bad_request("Invalid request body.")
    return value


def integer(name: str, text: str, least: int | None = None) -> int:
    # int() also takes blanks, underscores and other scripts' digits; the vendor's language does not.
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20):
        raise bad_request(f"{name} must be an integer.")
    value = int(text)
    if least is not None and value < least:
        raise bad_request(f"{name} must be at least {least}.")
    return value

"""Reads request bodies: JSON, and multipart with bracket names or with parts that hold JSON."""

import re
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Fields, Upload

_SEGMENT = re.compile(r"\[([^\]]*)\]|\.?([^\[\].]+)")


async def read(request: Request, *, multipart: bool) -> Fields | None:
    """The body as an object with trimmed keys; None where there is no body at all.

    Raises:
        Refusal: 1002, the body is neither JSON nor (where it is welcome) multipart.
    """
    if multipart and request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _form(request)
    raw = await request.body()
    if not raw:
        return None
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        raise Refusal(1002) from None
    if not isinstance(body, dict):
        raise Refusal(1002)
    # The vendor prints `start_time ` with a trailing blank; clients that copy it are served.
    return {key.strip(): value for key, value in body.items()}


async def _form(request: Request) -> Fields:
    root: Fields = {}
    try:
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    _put(root, _path(name), _decoded(value))
                else:
                    media_type = value.content_type or "application/octet-stream"
                    _put(root, _path(name), Upload(value.filename or "file", await value.read(), media_type))
    except HTTPException:
        raise Refusal(1002) from None
    return {key: _listed(value) for key, value in root.items()}


def _path(name: str) -> list[str]:
    """`image[0][url]`, `message[]` and `options .messages` as segments; an empty one appends, as in PHP."""
    return [(bracket or dotted).strip() for bracket, dotted in _SEGMENT.findall(name)]


def _put(root: Fields, path: list[str], value: Any) -> None:
    if not path:
        return
    node = root
    for segment in path[:-1]:
        below = node.setdefault(segment or str(len(node)), {})
        if not isinstance(below, dict):
            return
        node = below
    last = path[-1] or str(len(node))
    there = node.get(last)
    if isinstance(there, dict) and isinstance(value, dict):
        there.update(value)
    else:
        node[last] = value


def _decoded(text: str) -> Any:
    """A part that holds a JSON object or array becomes a tree, so that bracket names can add to it."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return _tree(msgspec.json.decode(text))
    except (msgspec.DecodeError, RecursionError):
        return text


def _tree(value: Any) -> Any:
    if isinstance(value, list):
        return {str(index): _tree(item) for index, item in enumerate(value)}
    if isinstance(value, dict):
        return {key.strip(): _tree(item) for key, item in value.items()}
    return value


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    items = {key: _listed(item) for key, item in value.items()}
    if items and all(key.isdecimal() for key in items):
        return [items[key] for key in sorted(items, key=int)]
    return items

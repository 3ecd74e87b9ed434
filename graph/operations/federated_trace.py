"""Records how long each field of an operation took, for a router that asks for a federated trace (ftv1).

The trace is Apollo's `Trace` message (reports.proto), as protobuf in base64. It holds names, types, times and the
errors as the client sees them; no argument, no variable and no value.
"""

import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLResolveInfo

HEADER = "apollo-federation-include-trace"
VERSION = "ftv1"

# The kinds of values on the wire of protobuf.
_VARINT, _LENGTH = 0, 2

_Path = tuple[str | int, ...]


@dataclass(slots=True)
class _Node:
    """One field, or one item of a list; times are nanoseconds since the operation began."""

    type: str = ""
    parent: str = ""
    original: str = ""
    start: int = 0
    end: int = 0
    errors: list[bytes] = field(default_factory=list)
    children: dict[str | int, "_Node"] = field(default_factory=dict)


class Trace:
    """The times of one operation."""

    def __init__(self) -> None:
        self._began = time.time_ns()
        self._zero = time.perf_counter_ns()
        self._root = _Node()

    def begun(self, info: GraphQLResolveInfo[Any]) -> _Node:
        """The node of a field whose resolver is called now."""
        node = self._at(tuple(info.path.as_list()))
        node.type, node.parent = str(info.return_type), info.parent_type.name
        if info.path.key != info.field_name:
            node.original = info.field_name
        node.start = node.end = self._now()
        return node

    def ended(self, node: _Node) -> None:
        node.end = self._now()

    def encoded(self, errors: Sequence[GraphQLError]) -> str:
        """The trace as `extensions.ftv1`.

        Args:
            errors: as the client sees them.
        """
        duration = self._now()
        for error in errors:
            told = _text(1, error.message) + b"".join(
                _message(2, _number(1, place.line) + _number(2, place.column))
                for place in error.locations or ()
            )
            told += _text(4, msgspec.json.encode(error.formatted).decode())
            self._at(tuple(error.path or ())).errors.append(told)
        trace = (
            _message(3, _time(self._began + duration))
            + _message(4, _time(self._began))
            + _number(11, duration)
            + _message(14, _node(self._root))
        )
        return b64encode(trace).decode()

    def _at(self, path: _Path) -> _Node:
        node = self._root
        for step in path:
            node = node.children.setdefault(step, _Node())
        return node

    def _now(self) -> int:
        return time.perf_counter_ns() - self._zero


class Tracing:
    """Takes the times of every resolver, as middleware."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def resolve(
        self, _next: Callable[..., Any], root: Any, info: GraphQLResolveInfo[Any], **arguments: Any
    ) -> Any:
        node = self._trace.begun(info)
        value = _next(root, info, **arguments)
        if isawaitable(value):
            return self._awaited(value, node)
        self._trace.ended(node)
        return value

    async def _awaited(self, value: Any, node: _Node) -> Any:
        try:
            return await value
        finally:
            self._trace.ended(node)


def _node(node: _Node, name: str | int | None = None) -> bytes:
    head = b""
    if isinstance(name, str):
        head = _text(1, name)
    elif name is not None:
        # Zero is the index of the first item, so it is written although it is protobuf's default.
        head = _tag(2, _VARINT) + _varint(name)
    return (
        head
        + _text(3, node.type)
        + _number(8, node.start)
        + _number(9, node.end)
        + b"".join(_message(11, error) for error in node.errors)
        + b"".join(_message(12, _node(child, key)) for key, child in node.children.items())
        + _text(13, node.parent)
        + _text(14, node.original)
    )


def _time(nanoseconds: int) -> bytes:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return _number(1, seconds) + _number(2, rest)


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode()) if text else b""


def _message(number: int, content: bytes) -> bytes:
    return _tag(number, _LENGTH) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _tag(number, _VARINT) + _varint(value) if value else b""


def _tag(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)

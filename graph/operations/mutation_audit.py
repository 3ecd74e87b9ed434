"""Audits mutations: each is announced before it begins, and its outcome follows; no entry has a value of the input."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from strawberry.utils.await_maybe import await_maybe

from graph.operations.audit import an_entry
from models.error_code import ErrorCode
from models.errors import BadInput, MeetgraphError
from models.ids import Identified, Key
from models.problem import Outcome, Unavailable
from models.write_results import WriteResult
from resolvers.context import Context

STARTED = "STARTED"


def recorded(name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    """The resolver of a mutation that records it."""

    async def resolve_recorded(root: object, info: Any, **arguments: Any) -> Any:
        context: Context = info.context
        log = context.audit_log
        if log is None:
            return await await_maybe(resolve(root, info, **arguments))
        given = sorted(set(_ids_in(arguments, context)))
        context.audit_intents.announce(log.record(an_entry(context, name, STARTED, things=given)))
        result, reason, things = "UNKNOWN", None, given
        try:
            payload = await await_maybe(resolve(root, info, **arguments))
            result, reason = _outcome(payload)
            things = sorted({*given, *_ids_of(payload)})
        except MeetgraphError as error:
            result, reason = "FAILED", error.code.value
            raise
        except Exception:
            result, reason = "FAILED", ErrorCode.INTERNAL.value
            raise
        finally:
            # If the operation was cancelled, the write goes on, and its outcome is not known here.
            log.record(an_entry(context, name, result, things=things, reason=reason), urgent=False)
        return payload

    return resolve_recorded


def _outcome(payload: Any) -> tuple[str, str | None]:
    problems = payload.problems if isinstance(payload, WriteResult) else ()
    if not problems:
        replayed = isinstance(payload, WriteResult) and payload.replayed
        return ("REPLAYED" if replayed else "DONE"), None
    is_unknown = any(isinstance(each, Unavailable) and each.outcome is Outcome.UNKNOWN for each in problems)
    codes = ", ".join(dict.fromkeys(each.code.value for each in problems))
    return ("UNKNOWN" if is_unknown else "REFUSED"), codes


def _ids_in(given: Any, context: Context) -> Iterator[str]:
    """The global ids in the arguments; nothing else of them is told."""
    if isinstance(given, str):
        try:
            yield context.key(given).encoded()
        except BadInput:
            return
    elif isinstance(given, Mapping):
        for part in given.values():
            yield from _ids_in(part, context)
    elif isinstance(given, list | tuple):
        for part in given:
            yield from _ids_in(part, context)


def _ids_of(payload: Any) -> Iterator[str]:
    """The ids of the things in a payload."""
    if not isinstance(payload, WriteResult):
        return
    for field in fields(payload):
        value = getattr(payload, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Key):
                yield part.encoded()
            elif isinstance(part, Identified):
                yield part.id

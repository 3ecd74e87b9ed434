"""An entry of the audit log as an admin reads it, and what entries are asked for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An entry of the audit log; it has no secret and no value of an input.

    Attributes:
        id: identifies the entry.
        at: when it happened.
        caller: who did it.
        action: what was done.
        result: what became of it.
        reason: why, as codes or in words.
        subject: what was changed: a command, an account or an API key.
        things: global ids.
        fields: the fields of the schema that were shown or refused.
        scopes: the scopes that were lacking.
        command_type: the type of the command.
        count: how many refused uses of a credential it stands for.
        request_id: the request.
        chain, sequence: its place; None for entries of before there were chains.
    """

    id: str
    at: datetime
    caller: str
    action: str
    result: str
    reason: str | None = None
    subject: str | None = None
    things: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    command_type: str | None = None
    count: int | None = None
    request_id: str | None = None
    chain: str | None = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which entries; a condition that is None is ignored.

    Attributes:
        since: at this time or later.
        until: before this time.
        caller: of this caller.
        action: of this action.
        thing: about the thing with this global id.
    """

    since: datetime | None = None
    until: datetime | None = None
    caller: str | None = None
    action: str | None = None
    thing: str | None = None

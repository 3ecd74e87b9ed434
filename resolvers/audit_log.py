"""Resolves the audit log: pages of the viewer's tenant, the newest entries first."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from functools import partial

from models.audit_entry import AuditEntry, AuditQuery
from models.errors import BadInput
from models.page import Page, PageInfo
from resolvers.context import Context
from resolvers.pagination import page_size
from store import audit_queries
from store.audit_queries import AuditPosition

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


async def listed(
    context: Context, query: AuditQuery, *, first: int | None, after: str | None
) -> Page[AuditEntry]:
    """A page of the log of the viewer's tenant.

    Raises:
        BadInput: `first` is out of bounds, or `after` is no cursor of this list.
        StoreUnavailable: MongoDB is unavailable.
    """
    size = page_size("first", first)
    # One more, to know whether there are more.
    found = await audit_queries.page(
        context.store,
        context.caller.tenant,
        query,
        rows=size + 1,
        after=None if after is None else _read(after),
    )
    rows = tuple(found[:size])
    return Page(
        nodes=rows,
        place=lambda index: _cursor(rows[index]),
        page_info=PageInfo(
            has_next_page=len(found) > size,
            has_previous_page=after is not None,
            start=partial(_cursor, rows[0]) if rows else None,
            end=partial(_cursor, rows[-1]) if rows else None,
        ),
    )


def _cursor(entry: AuditEntry) -> str:
    text = f"{(entry.at - _EPOCH) // _MILLISECOND}:{entry.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> AuditPosition:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        at, between, id = text.partition(":")
        if not between or not id:
            raise ValueError("no cursor")
        return AuditPosition(_EPOCH + int(at) * _MILLISECOND, id)
    except (binascii.Error, OverflowError, ValueError):
        raise BadInput("`after` is not a cursor of this list.") from None

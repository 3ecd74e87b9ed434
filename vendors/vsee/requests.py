"""Builds VSee's multipart forms from drafts. Pure."""

from models.drafts import RoomAssignment, RoomDraft
from vendors.http import FormPart


def room(draft: RoomDraft) -> tuple[FormPart, ...]:
    """The form of POST /rooms.

    Its documentation describes `slug` with the text of `default`; that one belongs to another call and is not sent.
    """
    fields = {"domain": draft.domain, "slug": draft.slug, "name": draft.name, "code": draft.code}
    return tuple(FormPart(name, value) for name, value in fields.items() if value is not None)


def assignment(draft: RoomAssignment, code: str) -> tuple[FormPart, ...]:
    """The form of POST /users/:id/rooms, where booleans are words."""
    parts = [FormPart("code", code)]
    if draft.is_default is not None:
        parts.append(FormPart("default", "true" if draft.is_default else "false"))
    return tuple(parts)

"""Maps VSee's providers to our models. Pure."""

from typing import Any, ClassVar

from models.partial import Unfetched
from models.provider import Provider
from models.view import View
from models.view_attributes import derived, supplied
from vendors.views import Answer, mapped, translated
from vendors.vsee import payloads
from vendors.vsee.mapping import keys
from vendors.vsee.scalars import flag, text

# What the room's list of providers does not carry and the provider by itself does; and the reverse.
DETAIL = Unfetched("detail")
SUMMARY = Unfetched("summary")


def _is_online(provider: Any) -> bool | None:
    """VSee's `status`; for users elsewhere it is a number with another meaning."""
    status = provider._row.status
    if isinstance(status, bool):
        return status
    translated(provider, "status", text)
    return None


class ListedProvider(View, Provider):
    """A provider out of a room's list.

    Attributes:
        unless_listed, unless_detailed: stand for a field that this call does not return: a mark if the other one may.
    """

    unless_listed: ClassVar[Unfetched | None] = None
    unless_detailed: ClassVar[Unfetched | None] = DETAIL

    key = supplied()
    username = mapped("username", text)
    code = mapped("code", text)
    subtype = mapped("subtype", text)
    first_name = mapped("first_name", text)
    last_name = mapped("last_name", text)
    vsee_id = mapped("vseeid", text)
    title = mapped("title", text)
    suffix = mapped("suffix", text)
    photo = mapped("photo", text, absent="unless_listed")
    is_online = derived(_is_online)
    short_bio = mapped("short_bio", text)
    email = mapped("email", text, absent="unless_detailed")
    phone = mapped("phone", text, absent="unless_detailed")
    active = mapped("active", flag, absent="unless_detailed")
    accepted_terms = mapped("tos", flag, absent="unless_detailed")
    educational_training = mapped("educational_training", text, absent="unless_detailed")
    professional_interests = mapped("professional_interests", text, absent="unless_detailed")
    personal_interests = mapped("personal_interests", text, absent="unless_detailed")


class DetailedProvider(ListedProvider):
    """A provider out of the call for one."""

    unless_listed = SUMMARY
    unless_detailed = None


def summary(row: payloads.Provider, answer: Answer, room_code: str) -> Provider:
    """A provider as a room's list shows them; what is missing there the call for this provider has."""
    return ListedProvider.over(row, answer, key=keys.provider(answer.account, room_code, row.id))


def provider(row: payloads.Provider, answer: Answer, room_code: str) -> Provider:
    """A provider by themselves; only the room's list has the photo."""
    return DetailedProvider.over(row, answer, key=keys.provider(answer.account, room_code, row.id))

"""Maps VSee's providers to our models. Pure."""

from typing import Any, ClassVar

from models.partial import Unfetched
from models.provider import Provider
from models.view import View, computed, given
from vendors.views import Answer, attribute, translated
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

    key = given()
    username = attribute("username", text)
    code = attribute("code", text)
    subtype = attribute("subtype", text)
    first_name = attribute("first_name", text)
    last_name = attribute("last_name", text)
    vsee_id = attribute("vseeid", text)
    title = attribute("title", text)
    suffix = attribute("suffix", text)
    photo = attribute("photo", text, absent="unless_listed")
    is_online = computed(_is_online)
    short_bio = attribute("short_bio", text)
    email = attribute("email", text, absent="unless_detailed")
    phone = attribute("phone", text, absent="unless_detailed")
    active = attribute("active", flag, absent="unless_detailed")
    accepted_terms = attribute("tos", flag, absent="unless_detailed")
    educational_training = attribute("educational_training", text, absent="unless_detailed")
    professional_interests = attribute("professional_interests", text, absent="unless_detailed")
    personal_interests = attribute("personal_interests", text, absent="unless_detailed")


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

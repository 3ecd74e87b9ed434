"""The bodies of VConnct's writes and the ids in its query strings, checked before anything is looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulators.vconnct.fields import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingWish:
    """The body of creating and updating; None is a field that was left out."""

    title: str | None
    moderator_password: str | None
    welcome_text: str | None
    settings: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWish:
    """The body of starting."""

    meeting_id: str
    title: str | None
    attendee_password: str | None
    moderator_password: str | None
    moderator_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinWish:
    """The body of joining."""

    meeting_id: str
    full_name: str
    password: str | None
    role: str


def meeting(body: Mapping[str, Any]) -> MeetingWish:
    fields = Fields(body)
    wish = MeetingWish(
        title=fields.text("title"),
        moderator_password=fields.password("moderator_password"),
        welcome_text=fields.text("welcome_text"),
        settings=fields.settings("meeting_setting"),
    )
    fields.refuse_if_wrong()
    return wish


def start(body: Mapping[str, Any]) -> StartWish:
    fields = Fields(body)
    wish = StartWish(
        meeting_id=fields.uuid("meeting_id"),
        title=fields.text("title"),
        attendee_password=fields.password("attendee_password"),
        moderator_password=fields.text("moderator_password"),
        moderator_name=fields.required_text("moderator_name"),
    )
    # The documented sample is `example.com`, without a scheme: any text will do.
    fields.text("logout_url")
    fields.refuse_if_wrong()
    return wish


def join(body: Mapping[str, Any]) -> JoinWish:
    fields = Fields(body)
    wish = JoinWish(
        meeting_id=fields.uuid("meeting_id"),
        full_name=fields.required_text("fullname"),
        password=fields.text("password"),
        role=fields.role("role"),
    )
    fields.refuse_if_wrong()
    return wish


def identifier(query: Mapping[str, str], field: str) -> str:
    """The UUID in a query string, in its usual spelling."""
    fields = Fields(query)
    value = fields.uuid(field)
    fields.refuse_if_wrong()
    return value

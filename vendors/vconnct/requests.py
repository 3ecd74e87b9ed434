"""Builds VConnct's request bodies from drafts. Pure."""

from collections.abc import Mapping
from typing import Any

from models.access import JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.errors import VendorBadResponse
from models.operation import Safe
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Vendor
from vendors.payload import Scalar
from vendors.vconnct import payloads
from vendors.vconnct.scalars import text

ROLES = {JoinRole.HOST: "moderator", JoinRole.GUEST: "viewer"}

Body = Mapping[str, Any]
Switches = Mapping[str, bool | None]


def switches(settings: MeetingSettings | None) -> Switches:
    """The ten settings under their names at VConnct; None is one that nothing is said of."""
    said = settings or MeetingSettings()
    locks = said.locks or MeetingLocks()
    return {
        "record": said.record,
        "auto_start_recording": said.auto_start_recording,
        "allow_start_stop_recording": said.allow_start_stop_recording,
        "webcam_only_for_moderators": said.webcams_only_for_moderators,
        "lock_settings_disable_cam": locks.camera,
        "lock_settings_disable_mic": locks.microphone,
        "lock_settings_disable_private_chat": locks.private_chat,
        "lock_settings_disable_public_chat": locks.public_chat,
        "lock_settings_disable_note": locks.notes,
        "lock_settings_locked_layout": locks.layout,
    }


def switched(wished: Switches, present: Switches) -> Switches:
    """The present settings, except for those that are wished for."""
    return {name: present.get(name) if value is None else value for name, value in wished.items()}


def is_whole(settings: Switches) -> bool:
    """Whether something is said of all ten, as VConnct demands."""
    return None not in settings.values()


def whole(wished: Switches, present: Switches, operation: str) -> Switches:
    """The switches that are wished for, and those of the present for the others.

    Raises:
        VendorBadResponse: one of them has a value in neither.
    """
    settings = switched(wished, present)
    if not is_whole(settings):
        # All ten are sent together; an unknown one must not be switched off by accident.
        raise VendorBadResponse(Vendor.VCONNCT, Safe(operation), detail="a setting without a value")
    return settings


def creation(draft: MeetingDraft, settings: Switches) -> dict[str, Any]:
    """Of `create_meeting`; without a password, VConnct makes one up."""
    return _said(
        title=draft.title,
        moderator_password=draft.moderator_password,
        welcome_text=draft.welcome_text,
        meeting_setting=_rows(settings),
    )


def differs(changes: MeetingChanges, present: payloads.MeetingListItem) -> bool:
    """Whether the texts that are asked for are others than those that VConnct holds."""
    return any(
        wished is not None and (wished or None) != held
        for wished, held in (
            (changes.title, text(present.title)),
            (changes.moderator_password, text(present.moderator_password)),
            (changes.welcome_text, text(present.welcome_text)),
        )
    )


def replacement(
    changes: MeetingChanges, present: payloads.MeetingListItem, settings: Switches
) -> dict[str, Any]:
    """Of `update_meeting`, which replaces all: what is not asked for goes back as it is."""
    return _said(
        title=_or(changes.title, present.title),
        moderator_password=_or(changes.moderator_password, present.moderator_password),
        welcome_text=_or(changes.welcome_text, present.welcome_text),
        meeting_setting=_rows(settings),
    )


def start(wish: MeetingStart, moderator_password: str | None) -> dict[str, Any]:
    """Of `start_meeting`; its title is the session's, though its documentation calls it a password."""
    return _said(
        meeting_id=wish.meeting.parts[0],
        title=wish.title,
        attendee_password=wish.attendee_password,
        moderator_password=moderator_password,
        moderator_name=wish.host_name,
        logout_url=wish.logout_url,
    )


def join(wish: MeetingJoin, password: str | None) -> dict[str, Any]:
    return _said(
        meeting_id=wish.meeting.parts[0], fullname=wish.name, password=password, role=ROLES[wish.role]
    )


def _or(wished: str | None, present: Scalar) -> str | None:
    return text(present) if wished is None else wished


def _said(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _rows(settings: Switches) -> list[dict[str, Any]]:
    return [{"setting": name, "value": value} for name, value in settings.items()]

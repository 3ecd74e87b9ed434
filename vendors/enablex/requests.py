"""Builds EnableX' request bodies from validated drafts. Pure."""

import mimetypes
from collections.abc import Iterator
from datetime import UTC
from typing import Any, TypeAlias

from models.access import Capacity
from models.drafts import (
    LobbyDraft,
    MediaDraft,
    MeetingChanges,
    MeetingDraft,
    MeetingFields,
    PinReset,
    RoomChanges,
)
from models.meeting import InvitedContact, InvitedGroup, Invitees
from models.settings import MeetingSettings
from models.time_zone import TimeZone
from vendors.http import FormPart

Body: TypeAlias = dict[str, Any]


def new_meeting(draft: MeetingDraft, zone: TimeZone | None) -> Body:
    body = _given(
        user_id=draft.host_id or None,
        **_meeting(draft, zone),
        invitees=None if draft.invitees is None else _invited_by_id(draft.invitees),
    )
    # Documented as optional, but there is an error code for its absence.
    return body | {"desc": (draft.description or "").strip() or body["room_name"]}


def changed_meeting(changes: MeetingChanges, zone: TimeZone | None) -> Body:
    """Only the changes: EnableX leaves other fields unchanged."""
    invitees = Invitees() if ("invitees",) in changes.cleared else changes.invitees
    return _given(
        **_meeting(changes, zone), invitees=None if invitees is None else _invited_as_objects(invitees)
    )


def changed_room(changes: RoomChanges) -> Body:
    return _given(
        room_name=_stripped(changes.name),
        desc=changes.description,
        **_counts(changes.capacity),
        **_flags(changes.settings),
    )


def reset_pins(reset: PinReset) -> Body:
    # Each flag is documented as optional, but EnableX refuses requests without them.
    return {"reset_mpin": reset.moderator, "reset_ppin": reset.participant}


def lobby(draft: LobbyDraft) -> list[FormPart]:
    """A form with PHP's bracket names, because its nesting is not documented; the kinds are in the singular."""
    return [
        *(
            FormPart(f"options[{kind}]", "true" if chosen else "false")
            for kind, chosen in (
                ("message", bool(draft.messages)),
                ("image", bool(draft.images)),
                ("audio", draft.audio is not None),
                ("video", draft.video_url is not None),
            )
        ),
        *(FormPart(f"message[{index}][text]", text.strip()) for index, text in enumerate(draft.messages)),
        *(part for index, image in enumerate(draft.images) for part in _image(index, image)),
        *(() if draft.audio is None else _media("audio[0]", "audio_file", draft.audio, "sound.mp3")),
        *(() if draft.video_url is None else (FormPart("video[0][url]", draft.video_url),)),
    ]


def _meeting(fields: MeetingFields, zone: TimeZone | None) -> Body:
    return {
        "room_name": _stripped(fields.title),
        "desc": fields.description,
        # The start is in UTC, and the time zone must not shift it.
        "start_time": None
        if fields.starts_at is None
        else fields.starts_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "timezone_id": None if zone is None else zone.vendor_id,
        "duration": fields.duration_minutes,
        **_counts(fields.capacity),
        **_flags(fields.settings),
        "send_mail": fields.sends_mail,
    }


def _counts(capacity: Capacity | None) -> Body:
    asked = capacity or Capacity()
    return {"moderators": asked.moderators, "participants": asked.participants}


def _flags(settings: MeetingSettings | None) -> Body:
    asked = settings or MeetingSettings()
    return {
        "wait_for_moderator": asked.wait_for_moderator,
        "knock": asked.knock,
        "auto_recording": asked.auto_start_recording,
    }


def _invited_by_id(invitees: Invitees) -> Body:
    """The format for a new meeting."""
    contacts = [contact.contact_id for contact in invitees.contacts if contact.contact_id]
    strangers = [contact.email for contact in invitees.contacts if not contact.contact_id]
    groups = [group.group_id for group in invitees.groups]
    return {
        "contact_ids": list(dict.fromkeys((*invitees.contact_ids, *contacts))),
        "group_ids": list(dict.fromkeys((*invitees.group_ids, *groups))),
        "emails": list(dict.fromkeys((*invitees.emails, *strangers))),
    }


def _invited_as_objects(invitees: Invitees) -> Body:
    """The format for an existing meeting, which does not support a bare address: it is sent as a contact without id."""
    contacts = {identity: InvitedContact(contact_id=identity) for identity in invitees.contact_ids}
    contacts |= {contact.contact_id: contact for contact in invitees.contacts if contact.contact_id}
    strangers = {email: InvitedContact(email=email) for email in invitees.emails}
    strangers |= {
        contact.email: contact for contact in invitees.contacts if not contact.contact_id and contact.email
    }
    groups = {identity: InvitedGroup(group_id=identity) for identity in invitees.group_ids}
    groups |= {group.group_id: group for group in invitees.groups if group.group_id}
    return {
        "contacts": [_contact(contact) for contact in (*contacts.values(), *strangers.values())],
        "groups": [{"group_id": group.group_id, "group_name": group.name or ""} for group in groups.values()],
    }


def _contact(contact: InvitedContact) -> Body:
    name = contact.name or ("" if contact.contact_id else contact.email)
    return {"contact_id": contact.contact_id or "", "name": name, "email": contact.email or ""}


def _image(index: int, image: MediaDraft) -> Iterator[FormPart]:
    name = f"image[{index}]"
    ending = mimetypes.guess_extension(image.content_type or "") or ""
    yield from _media(name, "img_file", image, f"image-{index + 1}{ending}")
    if image.caption is not None:
        yield FormPart(f"{name}[caption]", image.caption)


def _media(name: str, file_key: str, media: MediaDraft, filename: str) -> Iterator[FormPart]:
    if media.content is not None:
        yield FormPart(f"{name}[{file_key}]", media.content, media.filename or filename, media.content_type)
    elif media.url is not None:
        yield FormPart(f"{name}[url]", media.url)


def _stripped(text: str | None) -> str | None:
    return None if text is None else text.strip()


def _given(**fields: Any) -> Body:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}

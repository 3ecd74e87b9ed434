"""Prints the records with exactly the keys of each call, in the vendor's order and habits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulators.enablex import timezones
from simulators.enablex.records import Contact, Lobby, Meeting, Poll, Room, Session, Subscription, User
from simulators.enablex.timezones import DATE

Switches = Mapping[str, Any]
View = dict[str, Any]


def created(meeting: Meeting, switches: Switches) -> View:
    return {**_head(meeting, switches), **_access(meeting), **_settings(meeting, switches)}


def edited(meeting: Meeting, switches: Switches) -> View:
    return {
        **_head(meeting, switches),
        "timezone": timezones.printed(meeting.timezone_id, meeting.start, switches["gmt_offset_style"]),
        **_access(meeting),
        **_settings(meeting, switches),
    }


def listed(meeting: Meeting, switches: Switches, now: datetime) -> View:
    return {**edited(meeting, switches), "stage": meeting.stage(now)}


def alone(meeting: Meeting, switches: Switches) -> View:
    """One meeting by its id: the only view with invitees and with a number for the duration."""
    return {
        **_head(meeting, switches),
        **(_access(meeting) if switches["pins_on_get"] else {}),
        "duration": meeting.duration,
        "moderators": meeting.moderators,
        "participants": meeting.participants,
        **_flags(meeting),
        "invitees": meeting.invitees,
    }


def invited(meeting: Meeting, contacts: Mapping[str, Contact]) -> View:
    """The invitees in the shape of an edit; what the groups are called is known from an edit alone."""
    known = [
        {
            "contact_id": identity,
            "name": contacts[identity].name if identity in contacts else "",
            "email": contacts[identity].email if identity in contacts else "",
        }
        for identity in meeting.invitees["contact_ids"]
    ]
    bare = [
        {"contact_id": "", "name": meeting.guests.get(email, email), "email": email}
        for email in meeting.invitees["emails"]
    ]
    groups = [
        {"group_id": identity, "group_name": meeting.group_names.get(identity, "")}
        for identity in meeting.invitees["group_ids"]
    ]
    return {"contacts": known + bare, "groups": groups}


def event(meeting: Meeting) -> View:
    return {
        "meeting_id": meeting.meeting_id,
        "room_id": meeting.room_id,
        "user_id": meeting.user_id,
        "room_name": meeting.room_name,
    }


def brief(meeting: Meeting) -> View:
    return {**event(meeting), "app_type": meeting.app_type}


def permanent(room: Room, switches: Switches, *, app_type: bool = False) -> View:
    return {
        "room_id": room.room_id,
        "user_id": room.user_id,
        "room_name": room.room_name,
        **({"app_type": room.app_type} if app_type else {}),
        "desc": room.desc,
        **_access(room),
        **_settings(room, switches),
    }


def lobby(record: Lobby, switches: Switches) -> View:
    # The vendor's table names the key `options .messages`, with a blank that may be on the wire too.
    key = "options " if switches["lobby_spaced_keys"] else "options"
    return {
        key: record.options,
        "message": record.message,
        "image": record.image,
        "video": record.video,
        "audio": record.audio,
    }


def poll(record: Poll, switches: Switches) -> View:
    asked = int(record.asked.timestamp())
    return {
        "conf_num": record.conf_num,
        "timestamp": asked * 1000 if switches["timestamp_ms"] else asked,
        "duration": str(record.duration),
        "type": record.type,
        "question": record.question,
        "options": record.options,
        "status": record.status,
        "result": record.result,
        "total_result": record.total_result,
        "id": record.poll_id,
    }


# The answers below are not documented beyond a few of their names.


def session(record: Session, now: datetime) -> View:
    ended = record.ended
    return {
        "session_id": record.session_id,
        "conf_num": record.conf_num,
        "room_id": record.room.room_id,
        "meeting_id": record.meeting_id,
        "user_id": record.room.user_id,
        "room_name": record.room.room_name,
        "app_type": record.room.app_type,
        "session_start": record.started.strftime(DATE),
        "session_end": ended.strftime(DATE) if ended else "",
        "duration": int(((ended or now) - record.started).total_seconds() // 60),
        "participants": len(record.attendances),
    }


def user(record: User) -> View:
    return {
        # The users API prints the id as a number, the meeting calls as a string.
        "user_id": int(record.user_id),
        "user_type": record.user_type,
        "first_name": record.first_name,
        "middle_name": record.middle_name,
        "last_name": record.last_name,
        "email": record.email,
        "status": record.status,
        "department": record.department,
        "designation": record.designation,
    }


def contact(record: Contact) -> View:
    return {"contact_id": record.contact_id, "name": record.name}


def subscription(record: Subscription) -> View:
    return {
        "subscription_id": record.subscription_id,
        "app_type": record.app_type,
        "status": record.status,
        "expiry_date": record.expires.strftime(DATE),
        "allow_meeting_overlap": record.allow_meeting_overlap,
        "settings": {
            "participants": record.participants,
            "duration": record.duration,
            "recording": record.recording,
        },
    }


def _head(meeting: Meeting, switches: Switches) -> View:
    start = meeting.start.strftime(DATE)
    return {
        "meeting_id": meeting.meeting_id,
        "room_id": meeting.room_id,
        "user_id": meeting.user_id,
        "room_name": meeting.room_name,
        "app_type": meeting.app_type,
        "desc": meeting.desc,
        # The page prints this key, and the value beside it, with a trailing blank.
        "start_time" if switches["clean_keys"] else "start_time ": f"{start} "
        if switches["spaced_values"]
        else start,
    }


def _access(room: Room) -> View:
    return {"mpin": room.mpin, "ppin": room.ppin, "direct_url": room.direct_url}


def _settings(room: Room, switches: Switches) -> View:
    return {
        "moderators": room.moderators,
        "participants": room.participants,
        "duration": room.duration if switches["duration_numbers"] else str(room.duration),
        **_flags(room),
    }


def _flags(room: Room) -> View:
    return {
        "wait_for_moderator": room.wait_for_moderator,
        "knock": room.knock,
        "auto_recording": room.auto_recording,
    }

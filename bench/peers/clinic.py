"""The bodies with which the vendors of the comparison answer: a clinic's meetings from tomorrow on, as each sends them.

The simulators check, decide and remember, which takes longer than a quick gateway does; these bodies are only sent.
They have the fields of the simulators' bodies.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

# By path, and by the one parameter that tells what is asked for there, which is "" where there is none.
Bodies = dict[tuple[str, str], Any]

MEETINGS, PAGE, SESSIONS, ARRIVALS, VISITS, ROOMS, CONFERENCES = 100, 50, 3, 10, 50, 10, 50
HARBOUR = "65f0000000000000000000c1"
COPENHAGEN = {
    "timezone_id": "214",
    "zone_name": "Europe/Copenhagen",
    "zone_abbr": "CET",
    "time_start": "2026-10-25 01:00:00",
    "gmt_offset": 60,
    "is_dst": False,
}
UTC_ZONE = COPENHAGEN | {"timezone_id": "11", "zone_name": "UTC", "zone_abbr": "UTC", "gmt_offset": 0}
WORDS = ("Advice", "about", "sleep", "after", "a", "fall", "with", "the", "nurse", "on", "duty", "and", "Ærø")


class Clinic:
    """Makes the bodies; the same ones for the same day."""

    def __init__(self, today: datetime) -> None:
        self._chance = Random(7)
        self._opens = today.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)

    def bodies(self) -> Bodies:
        return dict([*self._enablex(), *self._vconnct(), *self._vsee(), *self._telecomx()])

    def _text(self, words: int) -> str:
        return " ".join(self._chance.choice(WORDS) for _ in range(words)).capitalize()

    def _uuid(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    def _at(self, minutes: int) -> datetime:
        return self._opens + timedelta(minutes=minutes)

    def _enablex(self) -> Iterator[tuple[tuple[str, str], Any]]:
        base, rows = "/ucaas/v1", []
        for number in range(1, MEETINGS + 1):
            key = f"mtg-{number:04}"
            about = {
                "meeting_id": key,
                "room_id": f"room-{number:04}",
                "user_id": str(10001 + number % 10),
                "room_name": self._text(3),
                "app_type": "vc",
            }
            head = {
                **about,
                "desc": self._text(4),
                "start_time ": f"{self._at(45 * number):%Y-%m-%d %H:%M:%S}",
            }
            flags = {"wait_for_moderator": False, "knock": False, "auto_recording": False}
            seats = {"moderators": 1, "participants": 4}
            minutes = 15 * (1 + number % 3)
            rows.append(
                {
                    **head,
                    "timezone": COPENHAGEN,
                    "mpin": f"{self._chance.randrange(10**6):06}",
                    "ppin": f"{self._chance.randrange(10**6):06}",
                    "direct_url": f"https://meet.clinic.example/room-{number:04}",
                    **seats,
                    "duration": str(minutes),
                    **flags,
                    "stage": "upcoming",
                }
            )
            invited = {"contact_ids": ["c-205"], "group_ids": [], "emails": ["relative@mail.example"]}
            alone = {**head, "duration": minutes, **seats, **flags, "invitees": invited}
            yield (f"{base}/meetings/{key}", ""), {"result": 1, "meeting": alone}
            call = {
                "session_id": f"sess-{9000 + number}",
                "conf_num": 9000 + number,
                **about,
                "session_start": f"{self._at(-1500):%Y-%m-%d %H:%M:%S}",
                "session_end": f"{self._at(-1488):%Y-%m-%d %H:%M:%S}",
                "duration": 12,
                "participants": 2,
            }
            told = {"page": 1, "page_length": PAGE, "search_by": "meeting_id", "search_string": key}
            yield (f"{base}/sessions", key), {"result": 1, "search": told, "sessions": [call]}
        for page in range(1, MEETINGS // PAGE + 2):
            told = {"page": page, "page_length": PAGE, "order_by": "start_time", "order_qualify": "asc"}
            shown = rows[(page - 1) * PAGE : page * PAGE]
            yield (f"{base}/meetings", str(page)), {"result": 1, "search": told, "meetings": shown}
        yield (f"{base}/timezones", ""), {"result": 1, "timezones": [UTC_ZONE, COPENHAGEN]}

    def _vconnct(self) -> Iterator[tuple[tuple[str, str], Any]]:
        base, listed = "/api/v1", []
        for number in range(MEETINGS):
            meeting = {
                "meeting_id": self._uuid(),
                "title": self._text(3),
                "is_running": number % 5 == 0,
                "moderator_password": f"mod-{number}",
                "welcome_text": "Welcome to the clinic.",
            }
            sessions = []
            for past in range(SESSIONS):
                key, began = self._uuid(), self._at(-1440 * (past + 1) - number)
                sessions.append(
                    {
                        "session_id": key,
                        "title": meeting["title"],
                        "session_start_time": _milliseconds(began),
                        "session_end_time": _milliseconds(began + timedelta(minutes=30)),
                        "attendee_password": None,
                        "status": True,
                    }
                )
                arrivals = [
                    {
                        "full_name": self._text(2),
                        "joined_date": _milliseconds(began + timedelta(seconds=7 * (7 * place % ARRIVALS))),
                    }
                    for place in range(ARRIVALS)
                ]
                yield (f"{base}/list_attendance/", key), _told(arrivals)
            yield (f"{base}/list_sessions/", str(meeting["meeting_id"])), _told(sessions)
            listed.append(meeting)
        yield (f"{base}/list_meetings/", ""), _told(listed)

    def _vsee(self) -> Iterator[tuple[tuple[str, str], Any]]:
        base, changed = "/api_v3", {"created": 1761291340, "modified": 1761464140}
        rooms = []
        for number in range(ROOMS):
            code = f"doctor{number}"
            about = {
                "slug": code,
                "name": f"Waiting room {number}",
                "domain": "clinic.vsee.example",
                "code": code,
            }
            rooms.append({**about, **changed})
            room = {
                "visits": {"walkin": {"enabled": True}, "appointment": {"enabled": True}},
                "auth": {"guest": {"type": 600, "log_in": {"enabled": True}}},
                "subtitle": "In an emergency, please call 112.",
                **about,
                "active": True,
                "users": str(85741 + number),
                "account_code": "harbour",
                "provider_ids": [str(85741 + number)],
                "public_access_room": True,
                **changed,
                "payment": {"currency": "DKK", "consultations": []},
                "operation_settings": {"is_closed": False, "default_timezone": "Europe/Copenhagen"},
                "id": str(171 + number),
                "description": "",
                "specialties": [{"code": "general_care", "name": "General Care", "duration": 15}],
            }
            yield (f"{base}/rooms/{code}", ""), {"data": room}
        yield (f"{base}/rooms", "1"), {"data": rooms}
        visits = [self._visit(number) for number in range(VISITS)]
        yield (f"{base}/visits", ""), {"data": visits}

    def _visit(self, number: int) -> dict[str, Any]:
        start = int(self._at(60 * number + 7).timestamp())
        meeting = {
            "recording_auto_start": False,
            "phone_numbers": {"US": ["+1.202.555.0143"]},
            "hosts": [f"doctor{number % ROOMS}@clinic.example"],
            "expiry": start + 1_209_600,
            "conference_pin": 761040 + number,
            "meeting_id": f"{start}177_{self._uuid()}__jitsi",
        }
        return {
            "id": str(82801 + number),
            "code": f"{self._chance.getrandbits(128):032x}",
            "type": 1 + number % 2,
            "status": 40 if number % 10 == 0 else 10,
            "state": "created",
            "start": start,
            "end": start + 900,
            "actual_start": None,
            "actual_end": None,
            "account_code": "harbour",
            "room_id": str(171 + number % ROOMS),
            "member_id": str(85801 + number),
            "provider_id": str(85741 + number % ROOMS),
            "specialty_id": None,
            "completed_by": None,
            "meeting": meeting,
            "recordings": {"count": 0, "data": []},
        }

    def _telecomx(self) -> Iterator[tuple[tuple[str, str], Any]]:
        tablets = [_tablet(number) for number in (1, 2)]
        rows = []
        for number in range(1, CONFERENCES + 1):
            starts, ends = self._at(60 * number + 30), self._at(60 * number + 60)
            place = f"{self._chance.getrandbits(24):06x}@rooms.flexcare.example"
            portal = f"https://portal.vconf.example/?url={place}&pin=4110"
            rows.append(
                {
                    "_id": f"65f0000000000000000{number:05x}",
                    "subject": self._text(3),
                    "description": self._text(5),
                    "startTime": _milliseconds(starts),
                    "endTime": _milliseconds(ends),
                    "externalId": self._uuid(),
                    "uuid": self._uuid(),
                    "customer": HARBOUR,
                    "employee": "65f0000000000000000000f2",
                    "uri": place,
                    "pin": "4110",
                    "desktopLink": f"https://s.flexcare.example/{number:06x}",
                    "clinicalLink": "",
                    "state": ("CREATED", "AWAITS_PROVISION", "PROVISIONED_OK")[number % 3],
                    "created": _milliseconds(self._at(-1440)),
                    "startTimeMedcom": f"{starts:%Y-%m-%dT%H:%M:%S} +00:00",
                    "endTimeMedcom": f"{ends:%Y-%m-%dT%H:%M:%S} +00:00",
                    "guestDesktopLink": portal,
                    "hostDesktopLink": f"{portal}&role=host",
                    "mobilLink": f"https://m.vconf.example/{number:012x}",
                    "meetingSetting": "65f000000000000000000901",
                    "participants": [],
                    "devices": tablets,
                }
            )
        yield ("/flexcare/videochat/meetings", ""), rows


def today() -> datetime:
    return datetime.now(UTC)


def _milliseconds(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def _told(data: list[dict[str, Any]]) -> dict[str, Any]:
    return {"status": True, "status_code": 200, "message": "success", "data": data, "success_message": "ok"}


def _tablet(number: int) -> dict[str, Any]:
    settings = {
        "medcomUri": "https://rooms.flexcare.example",
        "cameraOn": False,
        "microphoneOn": True,
        "setVolume": True,
        "addParticipant": False,
        "volume": 80,
        "quality": "HIGH",
    }
    return {
        "_id": f"65f000000000000000000d{number:02x}",
        "technicalRoomNumber": str(100 + number),
        "serial": f"FLXCA170093{number}",
        "name": f"Clinic room {100 + number}",
        "deviceId": f"170093{number}",
        "settings": settings,
        "commands": [],
    }

"""How Telecomx prints its records: the keys, the date forms, and the misspellings, by the switches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulators.telecomx.records import Command, Meeting, Member, Participant, TabletSettings, Template

Json = dict[str, Any]

# The setting page spells three keys of `tabletSetting` in its own way.
MISSPELT = {"cameraOn": "camerOn", "microphoneOn": "microPhoneOn", "addParticipant": "addParticipants"}


class Shapes:
    """Prints records for one request, at one moment, under the switches of that moment."""

    def __init__(self, switches: Mapping[str, Any], now: datetime) -> None:
        self._switches = switches
        self._now = now

    def date(self, at: datetime | None) -> str | None:
        if at is None:
            return None
        text = at.isoformat(timespec="milliseconds")
        return text if self._switches["dates_offset"] else text.replace("+00:00", "Z")

    def medcom_date(self, at: datetime | None) -> str | None:
        if at is None:
            return None
        offset = "+00:00" if self._switches["medcom_colon"] else "+0000"
        return f"{at:%Y-%m-%dT%H:%M:%S} {offset}"

    def record(self, record: Json) -> Json:
        """A record as printed: with `absent_empty`, properties without a value are left out."""
        if not self._switches["absent_empty"]:
            return record
        return {key: value for key, value in record.items() if value is not None and value not in ("", [])}

    def command(self, command: Command, *, flags: bool) -> Json:
        every = self._switches["command_parameters"] == "all"
        record: Json = {
            "_id": command.id,
            "type": command.type,
            "value": command.value if every or command.type in ("CAMERA_ON", "MICROPHONE_ON") else None,
            "volume": command.volume if every or command.type == "SET_VOLUME" else None,
            "quality": command.quality if every or command.type == "SET_QUALITY" else None,
        }
        if flags:
            record |= {"fetched": command.fetched, "executed": command.executed}
        return self.record(record)

    def device(self, member: Member, *, commands: bool) -> Json:
        """A device in a meeting, with the settings it started with."""
        device = member.device
        record: Json = {
            "_id": device.id,
            "technicalRoomNumber": device.technical_room,
            "serial": device.serial,
            "name": device.name,
            "deviceId": device.barcode,
            "settings": self.record(member.settings),
        }
        if commands:
            record["commands"] = [self.command(command, flags=True) for command in member.commands]
        return self.record(record)

    def _devices(self, meeting: Meeting, *, commands: bool) -> list[Json]:
        return [self.device(member, commands=commands) for member in meeting.members.values()]

    def conference(self, meeting: Meeting) -> Json:
        """The flat object of the conference pages, which is also the table of the room pages."""
        record: Json = {
            "_id": meeting.id,
            "customer": meeting.customer,
            "employee": meeting.employee,
            "uri": meeting.access["uri"],
            "pin": meeting.access["pin"],
            "desktopLink": meeting.access["desktopLink"],
            "clinicalLink": self._clinical_link(meeting),
            "mobileLink": meeting.access["mobileLink"],
            "state": meeting.state(self._now),
            "created": self.date(meeting.created),
            "devices": self._devices(meeting, commands=self._switches["commands_at"] != "none"),
        }
        return self.record(record)

    def flat_room(self, meeting: Meeting) -> Json:
        return self._room(meeting, commands=self._switches["commands_at"] != "none")

    def nested_room(self, meeting: Meeting) -> Json:
        """The shape of the room page's example: the room, its devices once more, its setting."""
        at = self._switches["commands_at"]
        record: Json = {
            "meeting": self._room(meeting, commands=at == "meeting"),
            "devices": self._devices(meeting, commands=at == "root"),
            "setting": None if meeting.template is None else self.setting(meeting.template),
        }
        return self.record(record)

    def _room(self, meeting: Meeting, *, commands: bool) -> Json:
        access = meeting.access
        record: Json = {
            "_id": meeting.id,
            "subject": meeting.subject,
            "description": meeting.description,
            "startTime": self.date(meeting.start),
            "endTime": self.date(meeting.end),
            "externalId": meeting.external_id,
            "uuid": meeting.uuid,
            "customer": meeting.customer,
            "employee": meeting.employee,
            "uri": access["uri"],
            "pin": access["pin"],
            "desktopLink": access["desktopLink"],
            "clinicalLink": self._clinical_link(meeting),
            "state": meeting.state(self._now),
            "created": self.date(meeting.created),
            "startTimeMedcom": self.medcom_date(meeting.start),
            "endTimeMedcom": self.medcom_date(meeting.end),
            "guestDesktopLink": access["guestDesktopLink"],
            "hostDesktopLink": access["hostDesktopLink"],
            "mobilLink" if self._switches["misspelt"] else "mobileLink": access["mobileLink"],
            "meetingSetting": None if meeting.template is None else meeting.template.id,
            "participants": [self._participant(participant) for participant in meeting.participants],
            "devices": self._devices(meeting, commands=commands),
        }
        return self.record(record)

    def _clinical_link(self, meeting: Meeting) -> str:
        return "" if self._switches["clinical_link_empty"] else meeting.access["clinicalLink"]

    def _participant(self, participant: Participant) -> Json:
        return self.record(
            {
                "type": participant.type,
                "value": participant.value,
                "reference": participant.reference,
                "smsStatus": participant.sms_status,
            }
        )

    def setting(self, template: Template) -> Json:
        record: Json = {
            "_id": template.id,
            "name": template.name,
            "customer": template.customer,
            "defaultSetting": template.default,
            "subject": template.subject,
            "description": template.description,
            "organizedByEmail": template.organized_by,
            "maxParticipants": template.max_participants,
            "endMeetingOnTime": template.end_on_time,
            "meetingType": template.meeting_type,
            "duration": template.duration,
            "guestMicrophone": template.guest_microphone,
            "guestPinRequired": template.guest_pin_required,
            "projectCode": template.project_code,
            "enableOverlayText": template.overlay_text,
            "tabletSetting": self._tablet_setting(template.tablet_settings),
            "sendSMS": template.send_sms,
            "sms": template.sms,
            "schedulingTemplateId": template.scheduling_template,
        }
        return self.record(record)

    def _tablet_setting(self, settings: TabletSettings) -> Json:
        if not self._switches["misspelt"]:
            return self.record(settings)
        return self.record({MISSPELT.get(key, key): value for key, value in settings.items()})

"""Reads the customer's templates, and applies them to the meetings and rooms that name one."""

from models.operation import Safe
from models.partial import Maybe, Unfetched
from models.settings import MeetingSettings, SettingsTemplate
from vendors.telecomx import mapping
from vendors.telecomx.client import TelecomxClient
from vendors.worker_thread import in_worker_thread

_OPERATION = Safe("list settings")


def named(aspect: str) -> MeetingSettings | None:
    """A template of which only the id is known, from a room."""
    template_id = mapping.meetings.template_id(aspect)
    return None if template_id is None else mapping.settings.named(template_id)


class Templates:
    """One customer's templates."""

    def __init__(self, client: TelecomxClient) -> None:
        self._client = client

    async def all(self) -> tuple[SettingsTemplate, ...]:
        found = await self._client.settings()
        answer = self._client.answer(_OPERATION)
        return await in_worker_thread(
            lambda: tuple(mapping.settings.template(setting, answer) for setting in found)
        )

    async def of(self, aspect: str) -> MeetingSettings | None:
        """What the template that an aspect names makes of a meeting; None where it is not the customer's any more."""
        wanted = mapping.meetings.template_id(aspect)
        for setting in await self._client.settings():
            if setting.id == wanted:
                return mapping.settings.meeting_settings(setting, self._client.answer(_OPERATION))
        return None

    async def settled(self, settings: Maybe[MeetingSettings]) -> MeetingSettings | None:
        """The settings themselves, or those of their template."""
        if not isinstance(settings, Unfetched):
            return settings
        return await self.of(settings.aspect) or named(settings.aspect)

"""vendors, timeZones, settingsTemplates, defaultMeetingSettings: the Query fields about the vendors themselves."""

from datetime import datetime

import strawberry

from graph.schema.fields import computed, loaded
from graph.schema.types.settings import MeetingSettings, SettingsTemplate
from graph.schema.types.time_zone import TimeZone
from graph.schema.types.vendor import VendorStatus
from models import settings, time_zone
from models.vendor import Vendor
from models.vendor_status import VendorStatus as Status
from resolvers import time_zones, vendors
from resolvers.context import Info


def _vendors(info: Info) -> list[Status]:
    return vendors.statuses(info.context)


async def _time_zones(
    info: Info, vendor: Vendor, at: datetime | None = None
) -> tuple[time_zone.TimeZone, ...]:
    return await time_zones.listed(vendor, at, info.context)


async def _settings_templates(info: Info, vendor: Vendor) -> tuple[settings.SettingsTemplate, ...]:
    return await vendors.settings_templates(vendor, info.context)


async def _default_meeting_settings(info: Info, vendor: Vendor) -> settings.MeetingSettings:
    return await vendors.default_meeting_settings(vendor, info.context)


@strawberry.type
class VendorRoots:
    vendors: list[VendorStatus] = computed(
        _vendors,
        description="The four vendors: what each can do here, and how it is doing; costs no vendor call.",
    )
    time_zones: list[TimeZone] | None = loaded(
        _time_zones,
        description="The vendor's own list of time zones, with the offsets of one moment; an error where it has none.",
        arguments={
            "vendor": "Whose list; only ENABLEX has one.",
            "at": "The moment whose offsets are told; now where it is left out.",
        },
    )
    settings_templates: list[SettingsTemplate] | None = loaded(
        _settings_templates,
        description="The vendor's named templates of meeting settings; an error where it has none.",
        arguments={"vendor": "Whose templates; only TELECOMX has any."},
    )
    default_meeting_settings: MeetingSettings | None = loaded(
        _default_meeting_settings,
        description="What a new meeting has where nothing else is asked for; an error where the vendor does not tell.",
        arguments={"vendor": "Whose defaults; only VCONNCT tells."},
    )

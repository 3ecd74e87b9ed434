"""vendors, timeZones, settingsTemplates, defaultMeetingSettings: the Query fields for the vendors."""

from datetime import datetime

import strawberry

from graph.schema.fields import query
from graph.schema.inputs.account_name import ACCOUNT
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
    info: Info, vendor: Vendor, at: datetime | None = None, account: str | None = None
) -> tuple[time_zone.TimeZone, ...]:
    return await time_zones.listed(vendor, account, at, info.context)


async def _settings_templates(
    info: Info, vendor: Vendor, account: str | None = None
) -> tuple[settings.SettingsTemplate, ...]:
    return await vendors.settings_templates(vendor, account, info.context)


async def _default_meeting_settings(
    info: Info, vendor: Vendor, account: str | None = None
) -> settings.MeetingSettings:
    return await vendors.default_meeting_settings(vendor, account, info.context)


@strawberry.type
class VendorRoots:
    vendors: list[VendorStatus] = query(
        _vendors,
        description="All vendors, with their capabilities and health; of one with several accounts, each of "
        "them. Makes no vendor call, except for `plan`.",
        size=len(Vendor),
        nullable=False,
    )
    time_zones: list[TimeZone] | None = query(
        _time_zones,
        description="The vendor's list of time zones, with the offsets at one time. An error if the vendor has no "
        "such list.",
        arguments={
            "vendor": "The vendor: one that has such a list {vendors}.",
            "at": "The time for which the offsets are returned. The default is now.",
            "account": ACCOUNT,
        },
    )
    settings_templates: list[SettingsTemplate] | None = query(
        _settings_templates,
        description="The vendor's named templates of meeting settings. An error if the vendor has none.",
        arguments={"vendor": "The vendor: one that has templates {vendors}.", "account": ACCOUNT},
    )
    default_meeting_settings: MeetingSettings | None = query(
        _default_meeting_settings,
        description="The default settings of a new meeting. An error if the vendor does not return them.",
        arguments={"vendor": "The vendor: one that returns defaults {vendors}.", "account": ACCOUNT},
    )

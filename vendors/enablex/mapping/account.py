"""Maps the account's data: time zones and plan. Pure."""

from models.plan import Plan
from models.time_zone import TimeZone
from vendors.enablex import payloads
from vendors.enablex.scalars import count, flag, moment, text, whole


def time_zone(payload: payloads.TimeZone) -> TimeZone:
    offset = whole(payload.gmt_offset)
    return TimeZone(
        vendor_id=text(payload.timezone_id),
        name=text(payload.zone_name),
        abbreviation=text(payload.zone_abbr),
        offset_minutes=whole(payload.gst_offset) if offset is None else offset,
        is_daylight_saving=flag(payload.is_dst),
        starts_at=moment(payload.time_start),
    )


def plan(payload: payloads.Subscription, subscription_id: str) -> Plan:
    limits = payload.settings if isinstance(payload.settings, payloads.PlanLimits) else payloads.PlanLimits()
    return Plan(
        vendor_id=subscription_id,
        max_participants=count(limits.participants),
        max_duration_minutes=count(limits.duration),
        recording=flag(limits.recording),
        allows_overlap=flag(payload.allow_meeting_overlap),
        expires_at=moment(payload.expiry_date),
        vendor_status=text(payload.status),
    )

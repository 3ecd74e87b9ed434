"""Maps the account's data: time zones and plan. Pure."""

from models.plan import Plan
from models.time_zone import TimeZone
from models.view import View
from models.view_attributes import derived
from vendors.enablex import payloads
from vendors.enablex.scalars import NO_TIME, count, flag, moment, text, whole
from vendors.views import Answer, mapped, translated


def _offset_minutes(zone: View) -> int | None:
    offset = translated(zone, "gmt_offset", whole)
    return translated(zone, "gst_offset", whole) if offset is None else offset


class EnableXTimeZone(View, TimeZone):
    """A time zone: of the list, or of a meeting."""

    vendor_id = mapped("timezone_id", text)
    name = mapped("zone_name", text)
    abbreviation = mapped("zone_abbr", text)
    offset_minutes = derived(_offset_minutes)
    is_daylight_saving = mapped("is_dst", flag)
    starts_at = mapped("time_start", moment, nothing=NO_TIME)


def time_zone(payload: payloads.TimeZone, answer: Answer) -> TimeZone:
    return EnableXTimeZone.over(payload, answer)


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

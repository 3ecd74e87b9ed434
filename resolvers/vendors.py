"""Resolvers for the vendors: their health, capabilities, plans, templates and defaults."""

from dataclasses import fields

from models.account import Account
from models.command import CompensationState
from models.plan import Plan
from models.settings import MeetingSettings, SettingsTemplate
from models.vendor import Capability, Vendor, sorted_capabilities
from models.vendor_status import CompensationCounts, VendorStatus
from resolvers.context import Context, Info


def statuses(context: Context) -> list[VendorStatus]:
    """All vendors, also those without an account here; of one with further accounts, each of these."""
    firsts = {context.account_at(vendor) for vendor in Vendor}
    return [_status(account, context) for account in sorted(firsts | set(context.vendors))]


def _status(account: Account, context: Context) -> VendorStatus:
    adapter = context.vendors.get(account)
    if adapter is None:
        return VendorStatus(vendor=account.vendor, is_configured=False, capabilities=[])
    health = adapter.health()
    return VendorStatus(
        vendor=account.vendor,
        account=account.name or None,
        is_configured=True,
        capabilities=sorted_capabilities(adapter.capabilities),
        **{each.name: getattr(health, each.name) for each in fields(health)},
    )


async def plan_of(root: VendorStatus, info: Info) -> Plan | None:
    context = info.context
    return (
        await context.adapter(context.account_at(root.vendor, root.account)).plan()
        if root.is_configured
        else None
    )


async def compensations_of(root: VendorStatus, info: Info) -> CompensationCounts | None:
    if not root.is_configured or Capability.SEND_COMMANDS not in root.capabilities:
        return None
    counts = await info.context.commands.compensations(info.context.account_at(root.vendor, root.account))
    return CompensationCounts(
        pending=counts.get(CompensationState.PENDING, 0),
        queued=counts.get(CompensationState.QUEUED, 0),
        superseded=counts.get(CompensationState.SUPERSEDED, 0),
        not_queued=counts.get(CompensationState.NOT_QUEUED, 0),
        unknown=counts.get(CompensationState.UNKNOWN, 0),
    )


async def settings_templates(
    vendor: Vendor, account: str | None, context: Context
) -> tuple[SettingsTemplate, ...]:
    return await context.adapter(context.account_at(vendor, account)).settings_templates()


async def default_meeting_settings(vendor: Vendor, account: str | None, context: Context) -> MeetingSettings:
    return await context.adapter(context.account_at(vendor, account)).default_meeting_settings()

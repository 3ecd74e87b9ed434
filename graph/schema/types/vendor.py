"""The vendors, what each can do, and how this gateway stands with them."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.plan import Plan
from graph.schema.types.vendor_problem import VendorProblem
from models import vendor_status as models
from models.health import BreakerState, VendorHealth
from models.vendor import Capability, Vendor
from resolvers import vendors


@backed_by(
    models.CompensationCounts,
    description="How many commands that open something were undone by their opposite, counted over all gateways that "
    "share this one's MongoDB, for commands whose deadline lies within the last 24 hours.",
)
class CompensationCounts:
    pending: int = attribute(description="The opposite is recorded, and about to be sent.")
    queued: int = attribute(description="The opposite is queued behind the command.")
    superseded: int = attribute(description="None was sent, since a newer command of the kind stands.")
    not_queued: int = attribute(
        description="The opposite could not be queued: a device that wakes later may open, and stay open."
    )
    unknown: int = attribute(description="Nobody knows whether the opposite is queued.")


@backed_by(models.VendorStatus, description="How this gateway stands with one vendor.")
class VendorStatus:
    vendor: Vendor = attribute(description="Which vendor.")
    name: str = attribute(description="The vendor's own spelling of its name.")
    is_configured: bool = attribute(description="Whether this gateway has an account at the vendor.")
    capabilities: list[Capability] = attribute(description="All that can be asked of the vendor here.")
    health: VendorHealth = attribute(description="What a call to the vendor may expect now.")
    breaker: BreakerState = attribute(
        description="Whether calls go out to the vendor; it opens where half of the latest calls failed."
    )
    last_success_at: datetime | None = attribute(
        description="When the vendor last answered this gateway; null where it has not yet."
    )
    latency_ms_p50: float | None = attribute(
        description="Within how many milliseconds half of the latest answers came; null where there is none."
    )
    latency_ms_p95: float | None = attribute(
        description="Within how many milliseconds 95 of 100 of the latest answers came; null where there is none."
    )
    in_flight: int = attribute(description="How many calls to the vendor are under way.")
    problems: list[VendorProblem] = attribute(
        description="What a call to the vendor would meet now; empty if nothing."
    )
    plan: Plan | None = loaded(
        vendors.plan_of,
        description="What the account may do; only EnableX tells, and only where it is configured.",
    )
    compensations: CompensationCounts | None = loaded(
        vendors.compensations_of,
        description="What became of commands that open a camera, a microphone or a meeting and were not picked up by "
        "their deadline; null where the vendor has no commands. Costs no vendor call.",
    )

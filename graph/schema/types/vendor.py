"""VendorStatus: the capabilities and health of a vendor."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by, loaded
from graph.schema.types.drift import Drift
from graph.schema.types.plan import Plan
from graph.schema.types.vendor_problem import VendorProblem
from models import vendor_status as models
from models.health import BreakerState, VendorHealth
from models.vendor import Capability, Vendor
from resolvers import vendors


@backed_by(
    models.CompensationCounts,
    description="How many commands that open something were followed by the opposite command. The counts cover all "
    "gateways that share a MongoDB, and commands whose deadline is within the last 24 hours.",
)
class CompensationCounts:
    pending: int = attribute(description="The opposite command is recorded and will be sent.")
    queued: int = attribute(description="The opposite command is in the vendor's queue behind the command.")
    superseded: int = attribute(
        description="No opposite command was sent, because a newer command of the same kind is in force."
    )
    not_queued: int = attribute(
        description="The opposite command could not be queued. A device that wakes later may open, and stay open."
    )
    unknown: int = attribute(description="It is not known whether the opposite command is queued.")


@backed_by(models.VendorStatus, description="State of one account at a vendor, as this gateway sees it.")
class VendorStatus:
    vendor: Vendor = attribute(description="The vendor.")
    account: str | None = attribute(
        description="The name of the account at the vendor. Null for the first account there."
    )
    name: str = attribute(description="The vendor's name, as the vendor spells it.")
    is_configured: bool = attribute(description="Whether this gateway has an account at the vendor.")
    capabilities: list[Capability] = attribute(description="What this API can do at the vendor.")
    health: VendorHealth = attribute(description="The health of the vendor now.")
    breaker: BreakerState = attribute(
        description="State of the circuit breaker: whether calls are sent to the vendor. It opens when half of the "
        "latest calls failed."
    )
    last_success_at: datetime | None = attribute(
        description="When the vendor last answered this gateway, in UTC. Null if it has not answered yet."
    )
    latency_ms_p50: float | None = attribute(
        description="Latency of the latest responses in milliseconds: median. Null if there are none."
    )
    latency_ms_p95: float | None = attribute(
        description="Latency of the latest responses in milliseconds: 95th percentile. Null if there are none."
    )
    in_flight: int = attribute(description="How many calls to the vendor are in flight.")
    problems: list[VendorProblem] = attribute(
        description="The problems that a call to the vendor would have now. Empty if there are none."
    )
    drift: list[Drift] = attribute(
        description="The differences between the vendor's responses and its documentation since the start of this "
        "gateway, sorted by path, 300 at most. Of a long list only some objects are examined."
    )
    plan: Plan | None = loaded(
        vendors.plan_of,
        description="The limits of the account. Only EnableX reports them, and only if it is configured.",
    )
    compensations: CompensationCounts | None = loaded(
        vendors.compensations_of,
        description="What happened to commands that open a camera, a microphone or a meeting and were not picked up "
        "by their deadline. Null if the vendor has no commands. Makes no vendor call.",
    )

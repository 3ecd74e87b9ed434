"""The vendors, what each can do, and how this gateway stands with them."""

from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.types.plan import Plan
from models import vendor as models
from models.vendor import Capability, Vendor
from resolvers import vendors


@backed_by(models.VendorStatus, description="How this gateway stands with one vendor.")
class VendorStatus:
    vendor: Vendor = field(description="Which vendor.")
    name: str = field(description="The vendor's own spelling of its name.")
    is_configured: bool = field(description="Whether this gateway has an account at the vendor.")
    capabilities: list[Capability] = field(description="All that can be asked of the vendor here.")
    plan: Plan | None = resolved_by(
        vendors.plan_of,
        description="What the account may do; only EnableX tells, and only where it is configured.",
    )

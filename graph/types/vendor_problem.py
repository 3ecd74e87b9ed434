"""VendorProblem: why a vendor's rows are missing from a list."""

from strawberry import field

from graph.fields import backed_by
from models import vendor_problem as models
from models.errors import ErrorCode
from models.vendor import Vendor


@backed_by(models.VendorProblem, description="Why a vendor's part of an answer is missing.")
class VendorProblem:
    vendor: Vendor = field(description="Which vendor.")
    code: ErrorCode = field(description="Why.")
    message: str = field(description="The same in words.")
    retryable: bool = field(description="Whether asking again later may help.")
    retry_after_ms: int | None = field(description="How long the vendor asks to wait, in milliseconds.")

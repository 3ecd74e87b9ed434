"""VendorProblem: what is missing from a response, and why."""

from graph.schema.fields import attribute, backed_by
from models import vendor_problem as models
from models.error_code import ErrorCode
from models.vendor import Vendor
from models.vendor_problem import MissingPart


@backed_by(
    models.VendorProblem, description="Which part of a vendor's data is missing from a response, and why."
)
class VendorProblem:
    vendor: Vendor = attribute(description="The vendor.")
    account: str | None = attribute(
        description="The name of the account at the vendor. Null for the first account there."
    )
    code: ErrorCode = attribute(description="The reason.")
    message: str = attribute(description="The reason in words, for people.")
    retryable: bool = attribute(description="Whether a retry may succeed.")
    retry_after_ms: int | None = attribute(
        description="How long the vendor asks callers to wait before a retry, in milliseconds."
    )
    missing: MissingPart = attribute(description="The part of the vendor's data that is missing.")
    count: int | None = attribute(
        description="How many rows are missing. For FIELDS, the number of values; for KEPT_FACTS, the number of "
        "objects without the stored data. Null if not known."
    )
    fields: list[str] = attribute(
        description="For FIELDS: the paths of the missing values, with the vendor's own field names. Otherwise empty."
    )

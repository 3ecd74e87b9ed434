"""VendorProblem: what is missing from an answer, and why."""

from graph.schema.fields import attribute, backed_by
from models import vendor_problem as models
from models.error_code import ErrorCode
from models.vendor import Vendor
from models.vendor_problem import MissingPart


@backed_by(models.VendorProblem, description="What is missing of a vendor's part of an answer, and why.")
class VendorProblem:
    vendor: Vendor = attribute(description="Which vendor.")
    code: ErrorCode = attribute(description="Why.")
    message: str = attribute(description="The same in words.")
    retryable: bool = attribute(description="Whether asking again later may help.")
    retry_after_ms: int | None = attribute(description="How long the vendor asks to wait, in milliseconds.")
    missing: MissingPart = attribute(description="Which part of the vendor's rows.")
    count: int | None = attribute(
        description="How many: rows, single values for FIELDS, or the vendor's things that lack it for KEPT_FACTS; "
        "null where nobody can tell."
    )
    fields: list[str] = attribute(
        description="For FIELDS, where the values are missing, as paths in the vendor's own words; else empty."
    )

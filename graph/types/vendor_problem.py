"""VendorProblem: why a vendor's rows are missing from a list."""

from strawberry import field

from graph.fields import backed_by, described_enum
from graph.types.vendor import Vendor
from models import errors as models

ErrorCode = described_enum(
    models.ErrorCode,
    description="Why something failed; the same codes stand in `errors[].extensions.code`.",
    values={
        "UNAUTHENTICATED": "The caller is not known.",
        "FORBIDDEN": "The caller may not do this.",
        "NOT_FOUND": "There is no such thing.",
        "BAD_USER_INPUT": "What the caller sent cannot be used.",
        "RATE_LIMITED": "The caller asked too much of this API.",
        "OVERLOADED": "This API has too much to do.",
        "DEADLINE_EXCEEDED": "The operation took too long.",
        "VENDOR_TIMEOUT": "The vendor did not answer in time.",
        "VENDOR_UNREACHABLE": "The vendor could not be reached, or failed inside.",
        "VENDOR_RATE_LIMITED": "The vendor asks to slow down.",
        "VENDOR_BAD_RESPONSE": "The vendor's answer cannot be read.",
        "VENDOR_REJECTED": "The vendor understood and refused.",
        "SERVICE_UNAVAILABLE": "A part of this API is down.",
        "PERSISTED_QUERY_NOT_FOUND": "The persisted query is not known; send its text.",
        "INTERNAL": "A fault in this API.",
    },
)


@backed_by(
    models.VendorError, description="Why a vendor's part of an answer is missing.", name="VendorProblem"
)
class VendorProblem:
    vendor: Vendor = field(description="Which vendor.")
    code: ErrorCode = field(description="Why.")
    message: str = field(description="The same in words.")
    retryable: bool = field(description="Whether asking again later may help.")
    retry_after_ms: int | None = field(description="How long the vendor asks to wait, in milliseconds.")

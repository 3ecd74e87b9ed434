"""Why a vendor's part of an answer is missing, as a value that stands beside what is there."""

from dataclasses import dataclass

from models.errors import ErrorCode, NotConfigured, VendorError
from models.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorProblem:
    """A vendor's failure told to the client; a value, since the executor raises an exception that it meets.

    Attributes:
        retry_after_ms: how long the vendor asks to wait, in milliseconds.
    """

    vendor: Vendor
    code: ErrorCode
    message: str
    retryable: bool
    retry_after_ms: int | None = None

    @classmethod
    def inside(cls, vendor: Vendor) -> "VendorProblem":
        """A fault of ours in dealing with the vendor; the log has it."""
        return cls(
            vendor=vendor,
            code=ErrorCode.INTERNAL,
            message=f"Something went wrong inside this API while asking {vendor.label}.",
            retryable=False,
        )

    @classmethod
    def cut_short(cls, vendor: Vendor) -> "VendorProblem":
        """The vendor has more rows than are looked through at once."""
        return cls(
            vendor=vendor,
            code=ErrorCode.OVERLOADED,
            message=f"{vendor.label} has more rows than this API looks through at once; some are missing.",
            retryable=False,
        )

    @classmethod
    def of(cls, error: VendorError | NotConfigured) -> "VendorProblem":
        return cls(
            vendor=error.vendor,
            code=error.code,
            message=error.message,
            retryable=error.retryable,
            retry_after_ms=None if isinstance(error, NotConfigured) else error.retry_after_ms,
        )

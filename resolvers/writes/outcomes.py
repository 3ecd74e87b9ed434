"""Maps the exceptions of a vendor's adapter during a write to problems of the payload. Pure."""

from models.errors import (
    Unsendable,
    Unsupported,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    WriteRefused,
)
from models.problem import (
    InvalidInput,
    NotAllowed,
    NotSupported,
    Outcome,
    Problem,
    ProblemCode,
    Rejected,
    Unavailable,
)


def is_told_again(error: VendorError | WriteRefused) -> bool:
    """Whether a failed write may have been carried out, or was refused by its vendor: its key then replays the failure.

    After any other failure nothing was done, so the key may be used for a retry, or for a corrected input.
    """
    match error:
        case WriteRefused():
            return error.arrived
        case VendorRejected():
            # Rejected credentials are no refusal of the write.
            return not error.is_safe and error.status != 401
        case _:
            return error.may_have_arrived


def problems(error: VendorError | WriteRefused) -> tuple[Problem, ...]:
    """The problems of a failed write.

    Args:
        error: what the adapter raised.
    """
    match error:
        case WriteRefused():
            return error.problems
        case Unsupported():
            return (
                NotSupported(
                    message=f"{error.vendor.label} does not support this.",
                    vendor=error.vendor,
                    capability=error.capability,
                ),
            )
        case Unsendable() if not error.may_have_arrived:
            # Problems of single fields are reported earlier; this one concerns the whole input.
            return (InvalidInput(message=error.message, code=ProblemCode.INVALID, path=()),)
        case VendorRejected(status=401 | 403):
            return (
                NotAllowed(
                    message=f"{error.vendor.label} does not accept this gateway's credentials, or does not let it do "
                    "this; nothing in the input is to blame.",
                    vendor_code=error.vendor_code,
                ),
            )
        case VendorRejected():
            return (
                Rejected(
                    message=error.message,
                    vendor=error.vendor,
                    # Only an adapter knows whether the vendor's message repeats a secret.
                    vendor_code=error.vendor_code,
                ),
            )
        case VendorRateLimited() if not error.may_have_arrived:
            return (_unavailable(error, Outcome.NOT_SENT, ProblemCode.RATE_LIMITED),)
        case _:
            outcome = Outcome.UNKNOWN if error.may_have_arrived else Outcome.NOT_SENT
            return (_unavailable(error, outcome, ProblemCode.UNAVAILABLE),)


_WORDS = {
    Outcome.NOT_SENT: "Nothing was done; you can send it again.",
    Outcome.UNKNOWN: "It may have been carried out anyway: check before you send it again.",
}


def _unavailable(error: VendorError, outcome: Outcome, code: ProblemCode) -> Unavailable:
    return Unavailable(
        message=f"{error.message} {_WORDS[outcome]}",
        code=code,
        vendor=error.vendor,
        outcome=outcome,
        retryable=outcome is Outcome.NOT_SENT,
        retry_after_ms=error.retry_after_ms,
    )

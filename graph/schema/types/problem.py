"""Problem and its implementations: why a write was not carried out."""

import strawberry

from graph.schema.fields import attribute, backed_by
from models import problem as models
from models.problem import Outcome, ProblemCode
from models.vendor import Capability, Vendor

_VENDOR_CODE = "The vendor's own code of the problem, if it has one."


@strawberry.interface(description="Why a write was not carried out, or possibly not.")
class Problem:
    message: str = attribute(description="Message for people. It never contains the values that were sent.")
    code: ProblemCode = attribute(description="Code for programs.")
    path: list[str] | None = attribute(
        description="Path to the argument that caused the problem, such as `input`, `startsAt`. Null if no argument "
        "caused it."
    )


@backed_by(models.InvalidInput, description="A value of the input is not valid.")
class InvalidInput(Problem):
    limit: int | None = attribute(
        description="The limit that the value exceeds, in the unit that the message names."
    )
    vendor_code: str | None = attribute(description=_VENDOR_CODE)


@backed_by(models.NotFound, description="An object that the input names does not exist.")
class NotFound(Problem):
    pass


@backed_by(models.Conflict, description="The write conflicts with something that exists already or runs now.")
class Conflict(Problem):
    vendor_code: str | None = attribute(description=_VENDOR_CODE)


@backed_by(models.NotSupported, description="The vendor's API does not support this operation or this field.")
class NotSupported(Problem):
    vendor: Vendor = attribute(description="The vendor.")
    capability: Capability = attribute(
        description="The capability that the vendor does not have, or not in this form."
    )


@backed_by(
    models.NotAllowed, description="The vendor account, its plan or its licence does not allow the write."
)
class NotAllowed(Problem):
    vendor_code: str | None = attribute(description=_VENDOR_CODE)


@backed_by(
    models.Rejected, description="The vendor refused the write for a reason that has no code in this API."
)
class VendorRejected(Problem):
    vendor: Vendor = attribute(description="The vendor.")
    vendor_code: str | None = attribute(description=_VENDOR_CODE)
    vendor_message: str | None = attribute(
        description="The vendor's own message, if it is known to contain no secrets."
    )


@backed_by(
    models.Unavailable,
    description="The vendor could not be reached, or did not report the outcome of the write.",
)
class VendorUnavailable(Problem):
    vendor: Vendor = attribute(description="The vendor.")
    outcome: Outcome = attribute(description="What is known about the outcome of the write.")
    retryable: bool = attribute(
        description="Whether the same input can safely be sent again. False if the write may have been carried out."
    )
    retry_after_ms: int | None = attribute(
        description="How long the vendor asks callers to wait before a retry, in milliseconds."
    )


@backed_by(models.KeyReused, description="The idempotency key was used before with a different input.")
class KeyReused(Problem):
    pass


PROBLEMS = (
    InvalidInput,
    NotFound,
    Conflict,
    NotSupported,
    NotAllowed,
    VendorRejected,
    VendorUnavailable,
    KeyReused,
)

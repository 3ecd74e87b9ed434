"""Problem and its kinds: why a write was not carried out."""

import strawberry

from graph.schema.fields import attribute, backed_by
from models import problem as models
from models.problem import Outcome, ProblemCode
from models.vendor import Capability, Vendor

_VENDOR_CODE = "The vendor's own code for it, where it has one."


@strawberry.interface(description="Why a write was not carried out, or may not have been.")
class Problem:
    message: str = attribute(description="For people; never repeats what was sent.")
    code: ProblemCode = attribute(description="For programs.")
    path: list[str] | None = attribute(
        description="Where in the arguments it lies, such as `input`, `startsAt`; null where no part of it is to blame."
    )


@backed_by(models.InvalidInput, description="Something in the input cannot be taken.")
class InvalidInput(Problem):
    limit: int | None = attribute(description="The limit that was passed, in what the message says.")
    vendor_code: str | None = attribute(description=_VENDOR_CODE)


@backed_by(models.NotFound, description="What the input names does not exist.")
class NotFound(Problem):
    pass


@backed_by(models.Conflict, description="What is there already, or goes on now, is in the way.")
class Conflict(Problem):
    vendor_code: str | None = attribute(description=_VENDOR_CODE)


@backed_by(models.NotSupported, description="The vendor's API has no such call, or no place for this field.")
class NotSupported(Problem):
    vendor: Vendor = attribute(description="Whose API.")
    capability: Capability = attribute(description="What it cannot do, or not in this way.")


@backed_by(models.NotAllowed, description="The account, its plan or its licence does not permit it.")
class NotAllowed(Problem):
    vendor_code: str | None = attribute(description=_VENDOR_CODE)


@backed_by(models.Rejected, description="The vendor refused for a reason that this API has no word for.")
class VendorRejected(Problem):
    vendor: Vendor = attribute(description="Which vendor.")
    vendor_code: str | None = attribute(description=_VENDOR_CODE)
    vendor_message: str | None = attribute(
        description="The vendor's own words, where they are known to be harmless."
    )


@backed_by(
    models.Unavailable, description="The vendor could not be asked, or did not say what became of the write."
)
class VendorUnavailable(Problem):
    vendor: Vendor = attribute(description="Which vendor.")
    outcome: Outcome = attribute(description="What is known of the write.")
    retryable: bool = attribute(
        description="Whether the same input may be sent again; false where it may have been carried out."
    )
    retry_after_ms: int | None = attribute(description="How long the vendor asks to wait, in milliseconds.")


@backed_by(models.KeyReused, description="The idempotency key was used before, for another input.")
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

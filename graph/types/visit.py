"""Visit: what a clinic visit has beyond a meeting."""

from datetime import datetime

from strawberry import field

from graph.fields import backed_by
from models import meeting as models
from models.meeting import VisitKind


@backed_by(models.DialIn, description="The telephone numbers of one country.")
class DialIn:
    country: str = field(description="Country code as the vendor prints it, such as `US`.")
    numbers: list[str] = field(description="Numbers to call. Secret.")


@backed_by(models.Visit, description="What a clinic visit has beyond a meeting (VSee).")
class Visit:
    kind: VisitKind = field(description="How it came about.")
    vendor_kind: str | None = field(description="The vendor's own word for how it came about.")
    code: str | None = field(description="The vendor's code of the visit.")
    member_id: str | None = field(description="The vendor's id of the patient.")
    provider_id: str | None = field(description="The vendor's id of the provider.")
    room_id: str | None = field(description="The vendor's number of the waiting room.")
    specialty_id: str | None = field(description="The vendor's id of the specialty.")
    completed_by: str | None = field(description="The vendor's id of who ended it.")
    vendor_detail_state: str | None = field(description="The vendor's finer state beside `vendorState`.")
    conference_id: str | None = field(description="The vendor's id of the conference.")
    conference_hosts: list[str] = field(description="Addresses of the conference's hosts. Secret.")
    conference_expires_at: datetime | None = field(description="When the conference can no longer be joined.")
    dial_in: list[DialIn] = field(description="Telephone numbers of the conference. Secret.")

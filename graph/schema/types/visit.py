"""Visit: what a clinic visit has beyond a meeting."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import meeting as models
from models.meeting import VisitKind


@backed_by(models.DialIn, description="The telephone numbers of one country.")
class DialIn:
    country: str = attribute(description="Country code as the vendor prints it, such as `US`.")
    numbers: list[str] = attribute(description="Numbers to call.", secret=True)


@backed_by(models.Visit, description="What a clinic visit has beyond a meeting (VSee).")
class Visit:
    kind: VisitKind = attribute(description="How it came about.")
    vendor_kind: str | None = attribute(description="The vendor's own word for how it came about.")
    code: str | None = attribute(description="The vendor's code of the visit.", secret=True)
    member_id: str | None = attribute(description="The vendor's id of the patient.", secret=True)
    provider_id: str | None = attribute(description="The vendor's id of the provider.")
    room_id: str | None = attribute(description="The vendor's number of the waiting room.")
    specialty_id: str | None = attribute(description="The vendor's id of the specialty.")
    completed_by: str | None = attribute(description="The vendor's id of who ended it.")
    vendor_detail_state: str | None = attribute(description="The vendor's finer state beside `vendorState`.")
    conference_id: str | None = attribute(description="The vendor's id of the conference.")
    conference_hosts: list[str] = attribute(description="Addresses of the conference's hosts.", secret=True)
    conference_expires_at: datetime | None = attribute(
        description="When the conference can no longer be joined."
    )
    dial_in: list[DialIn] = attribute(description="Telephone numbers of the conference. Holds secrets.")

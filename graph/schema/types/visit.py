"""Visit: the part of a meeting that only clinic visits have."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import meeting as models
from models.meeting import VisitKind
from models.scope import Scope


@backed_by(models.DialIn, description="The telephone numbers of one country.")
class DialIn:
    country: str = attribute(description="Country code as the vendor writes it, such as `US`.")
    numbers: list[str] | None = attribute(
        description="Telephone numbers to call.", secret=True, requires={Scope.JOIN_LINKS_READ}
    )


@backed_by(models.Visit, description="The part of a meeting that only clinic visits have {vendors}.")
class Visit:
    kind: VisitKind = attribute(description="How the visit was created.")
    vendor_kind: str | None = attribute(description="The vendor's own name of the kind.")
    code: str | None = attribute(
        description="The vendor's code of the visit.", secret=True, requires={Scope.JOIN_LINKS_READ}
    )
    member_id: str | None = attribute(
        description="The vendor's id of the patient.", secret=True, requires={Scope.PEOPLE_READ}
    )
    provider_id: str | None = attribute(description="The vendor's id of the provider.")
    room_id: str | None = attribute(description="The vendor's number of the waiting room.")
    specialty_id: str | None = attribute(description="The vendor's id of the specialty.")
    completed_by: str | None = attribute(description="The vendor's id of the person who ended the visit.")
    vendor_detail_state: str | None = attribute(
        description="The vendor's detailed state, in addition to `vendorState`."
    )
    conference_id: str | None = attribute(description="The vendor's id of the conference.")
    conference_hosts: list[str] | None = attribute(
        description="Addresses of the conference's hosts.", secret=True, requires={Scope.PEOPLE_READ}
    )
    conference_expires_at: datetime | None = attribute(
        description="When the conference expires, in UTC. It cannot be joined later."
    )
    dial_in: list[DialIn] | None = attribute(description="Telephone numbers of the conference.")

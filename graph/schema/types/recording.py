"""Recording: a recording of a session, or why there is none."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import recording as models
from models.recording import RecordingAvailability
from models.scope import Scope


@backed_by(models.Recording, description="A recording of a session {vendors}.")
class Recording:
    availability: RecordingAvailability = attribute(description="Whether the recording can be watched.")
    vendor_id: str | None = attribute(description="The vendor's id of the recording {vendors}.")
    url: str | None = attribute(
        description="URL of the recording. Anybody who has the URL can watch it. Null if the vendor does not return "
        "one (VSee).",
        secret=True,
        requires={Scope.RECORDINGS_READ},
    )
    ended_at: datetime | None = attribute(description="When the recording ended, in UTC {vendors}.")

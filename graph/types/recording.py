"""Recording: what was recorded of a session, or why nothing was."""

from datetime import datetime

from strawberry import field

from graph.fields import backed_by, described_enum
from models import recording as models

RecordingAvailability = described_enum(
    models.RecordingAvailability,
    description="Whether a recording can be watched.",
    values={
        "AVAILABLE": "It can be watched.",
        "NOT_READY": "It is not published yet.",
        "NOT_RECORDED": "Nothing was recorded.",
        "UNKNOWN": "The vendor does not tell.",
    },
)


@backed_by(models.Recording, description="What was recorded of a session (VConnct, VSee).")
class Recording:
    availability: RecordingAvailability = field(description="Whether it can be watched.")
    vendor_id: str | None = field(description="The vendor's id of the recording (VSee).")
    url: str | None = field(
        description="Where it can be watched; whoever has the address can watch it. Secret."
    )
    ended_at: datetime | None = field(description="When the recording ended, in UTC (VSee).")

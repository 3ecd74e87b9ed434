"""Drift: a difference between a vendor's responses and its documentation."""

from datetime import datetime

from graph.schema.fields import attribute, backed_by
from models import drift as models
from models.drift import DriftKind


@backed_by(
    models.Drift,
    description="A difference between a vendor's responses and the vendor's documentation. It never contains a value "
    "of a response.",
)
class Drift:
    path: str = attribute(
        description="The path of the field by the vendor's names, such as `meetings[].start_time`. A part that may be "
        "a value and not a name is `*`."
    )
    kind: DriftKind = attribute(description="The kind of the difference.")
    count: int = attribute(
        description="How often it was seen; of a missing field, the number of examined objects."
    )
    last_seen_at: datetime = attribute(description="When it was last seen, in UTC.")

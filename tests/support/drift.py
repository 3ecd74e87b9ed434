"""Records of drift in tests."""

from datetime import UTC, datetime

from vendors.drift import DriftRecord
from vendors.payload import Row
from vendors.samples import place_of


def settled(kind: type[Row], operation: str) -> DriftRecord:
    """A record that has seen enough rows of a list, so that the next one is not looked at."""
    record = DriftRecord(lambda: datetime(2030, 1, 15, tzinfo=UTC))
    for _ in range(64):
        record.look_at({}, kind, place_of(operation))
    return record

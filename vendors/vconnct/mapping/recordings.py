"""Maps the recording of a session, or why there is none. Pure."""

from models.recording import Recording, RecordingAvailability
from vendors.vconnct.scalars import text

# Whether a meeting is recorded, when there is no recording of its session.
WITHOUT_RECORDING = {
    True: RecordingAvailability.NOT_READY,
    False: RecordingAvailability.NOT_RECORDED,
    None: RecordingAvailability.UNKNOWN,
}


def recording(url: str | None) -> Recording | None:
    """A recording that can be watched; the address stays as it is, for its form varies."""
    # The samples have a blank inside the id.
    found = "".join((text(url) or "").split())
    return Recording(availability=RecordingAvailability.AVAILABLE, url=found) if found else None


def no_recording(records: bool | None) -> Recording:
    """The model of a missing recording, for a meeting that is recorded or not."""
    return Recording(availability=WITHOUT_RECORDING[records])

"""The queue of a device: counts its commands, so that concurrent transactions that add to it conflict."""

from models.documents.stored import Stored


class DeviceQueue(Stored):
    """One device's.

    Attributes:
        id: the device, as account and vendor id.
        sequence: the last place that was given away.
    """

    id: str  # type: ignore[assignment]
    sequence: int

    class Settings:
        name = "command_lines"

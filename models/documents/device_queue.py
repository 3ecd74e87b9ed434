"""The queue of a device: counts its commands, so that concurrent transactions that add to it conflict."""

from models.documents.stored import Stored


class DeviceQueue(Stored):
    """The queue of one device.

    Attributes:
        id: the device, as account and vendor id.
        sequence: the last assigned position.
    """

    id: str  # type: ignore[assignment]
    sequence: int

    class Settings:
        name = "command_lines"

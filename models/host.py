"""The host of a meeting."""

from dataclasses import dataclass, field

from models.ids import opaque
from models.meeting import Meeting
from models.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The host of a meeting; vendors have no call for a host alone, so it is no node.

    Attributes:
        meeting: the meeting, through which the name can be fetched.
    """

    vendor: Vendor
    vendor_id: str
    meeting: Meeting = field(repr=False)

    @property
    def id(self) -> str:
        """An id that is unique over all vendors, as caches need it."""
        return opaque("Host", self.meeting.account, (self.vendor_id,))

"""The host of a meeting."""

from dataclasses import dataclass, field

from models.ids import opaque
from models.meeting import Meeting
from models.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Who holds a meeting; its vendor has no call for the person alone, so it is no node.

    Attributes:
        meeting: through which the name can be had.
    """

    vendor: Vendor
    vendor_id: str
    meeting: Meeting = field(repr=False)

    @property
    def id(self) -> str:
        """Tells people of all vendors apart, as caches need it."""
        return opaque("Host", self.meeting.account, (self.vendor_id,))

"""The part of a new meeting that only VSee would have: it is refused, because VSee creates visits itself."""

from models.bounds import VENDOR_ID
from models.drafts import MeetingDraft
from vendors.meeting_input import OwnField, OwnPart

SCHEDULING = OwnPart(
    name="VSeeMeetingInput",
    description="VSee creates visits in the clinic. Every value here is refused as not supported.",
    fills=MeetingDraft,
    fields=(OwnField("host_id", "The vendor's id of the provider.", characters=VENDOR_ID),),
)

"""The delivery guarantee of each Telecomx command: what to do if it is not known whether it was received."""

from collections.abc import Mapping

from models.command import CommandType, DeliveryGuarantee

# The vendor's list shows commands without sender or time, so one that is there may be anybody's: none is QUERYABLE.
# What is not here is not repeated.
DELIVERY: Mapping[CommandType, DeliveryGuarantee] = {
    CommandType.START_MEETING: DeliveryGuarantee.NOT_REPEATABLE,
    CommandType.CAMERA_ON: DeliveryGuarantee.SETS_STATE,
    CommandType.MICROPHONE_ON: DeliveryGuarantee.SETS_STATE,
    CommandType.SET_QUALITY: DeliveryGuarantee.SETS_STATE,
    CommandType.SET_VOLUME: DeliveryGuarantee.SETS_STATE,
    CommandType.HANGUP: DeliveryGuarantee.NOT_REPEATABLE,
}

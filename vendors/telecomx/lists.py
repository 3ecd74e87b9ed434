"""The list calls of Telecomx whose answers are decoded straight into payloads."""

from vendors.list_calls import ListCall
from vendors.payload import Scalar
from vendors.telecomx import payloads


class FlatRoom(payloads.Room):
    """A room that is not nested as `payloads.NestedRoom`."""

    meeting: Scalar = None


LIST_ROOMS = ListCall("list rooms", payloads.Room, "meetings", rows=FlatRoom, is_bare=True)
LIST_DEVICES = ListCall("list devices", payloads.Device, "devices", "total", is_bare=True)

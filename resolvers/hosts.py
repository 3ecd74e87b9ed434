"""Resolvers for the hosts of meetings."""

from models.host import Host
from models.meeting import Meeting
from resolvers import providers
from resolvers.context import Info
from resolvers.loads import Loadable, if_any


def of_meeting(root: Meeting, info: Info) -> Host | None:
    if root.host_id is None:
        return None
    return Host(vendor=root.vendor, vendor_id=root.host_id, meeting=root)


def name_of(root: Host, info: Info) -> Loadable[str | None]:
    """The host's name, if the vendor has providers and the meeting's room is one of theirs."""
    return if_any(providers.of_meeting(root.meeting, info), lambda provider: provider.full_name)

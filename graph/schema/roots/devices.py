"""device, devices: the Query fields for devices."""

import strawberry

from graph.schema.fields import query
from graph.schema.types.device import Device, DeviceConnection
from graph.schema.types.filters import DeviceFilter, device_query, vendors_of
from graph.schema.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.schema.types.page_info import forward
from models import device
from models.page import Page
from resolvers import devices
from resolvers.context import Info


async def _device(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> device.Device | None:
    return await devices.find(lookup(id, by), info.context)


async def _devices(
    info: Info, first: int | None = None, after: str | None = None, filter: DeviceFilter | None = None
) -> Page[device.Device]:
    return await devices.listed(
        info.context, query=device_query(filter), vendors=vendors_of(filter), first=first, after=after
    )


@strawberry.type
class DeviceRoots:
    device: Device | None = query(
        _device,
        description="One device. Null if it does not exist.",
        arguments=LOOKUP_ARGUMENTS,
    )
    devices: DeviceConnection | None = query(
        _devices,
        description="Devices of all vendors that have devices, in the order of the vendor.",
        arguments={
            **forward("filter"),
            "filter": "Conditions for the devices to return.",
        },
    )

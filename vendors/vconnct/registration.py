"""What the registry tells of VConnct."""

from models.vendor import Vendor
from vendors.registry_entry import DemoAccount, RegistryEntry
from vendors.vconnct.adapter import VConnctAdapter
from vendors.vconnct.meeting_input import OWN
from vendors.vconnct.named_in import NAMED_IN
from vendors.vconnct.settings import VConnctSettings

VCONNCT = RegistryEntry(
    vendor=Vendor.VCONNCT,
    description="VConnct: reusable meetings with sessions, attendance and recordings.",
    settings=VConnctSettings,
    adapter=VConnctAdapter,
    named_in=NAMED_IN,
    demo=DemoAccount(settings={"license": "vconnct-demo-license"}),
    scheduling=OWN,
    scheduling_description="A meeting at VConnct.",
    updating=OWN,
)

"""What the registry tells of Havn."""

from vendors.havn_care.adapter import HavnAdapter
from vendors.havn_care.meeting_input import SCHEDULING, UPDATING
from vendors.havn_care.named_in import NAMED_IN
from vendors.havn_care.settings import HavnSettings

from models.vendor import Vendor
from vendors.registry_entry import DemoAccount, RegistryEntry

HAVN_CARE = RegistryEntry(
    vendor=Vendor.HAVN_CARE,
    description="Havn: visits with screens.",
    settings=HavnSettings,
    adapter=HavnAdapter,
    named_in=NAMED_IN,
    demo=DemoAccount(settings={"key": "havn-demo-key"}),
    scheduling=SCHEDULING,
    scheduling_description="A visit at Havn.",
    updating=UPDATING,
)

"""What the registry tells of EnableX."""

from models.vendor import Vendor
from vendors.enablex.adapter import EnableXAdapter
from vendors.enablex.meeting_input import SCHEDULING, UPDATING
from vendors.enablex.named_in import NAMED_IN
from vendors.enablex.settings import EnableXSettings
from vendors.registry_entry import DemoAccount, RegistryEntry

ENABLEX = RegistryEntry(
    vendor=Vendor.ENABLEX,
    description="EnableX UCaaS: scheduled meetings, permanent rooms, PINs, lobbies and polls.",
    settings=EnableXSettings,
    adapter=EnableXAdapter,
    named_in=NAMED_IN,
    demo=DemoAccount(
        path="/ucaas/v1",
        settings={
            "app_id": "enablex-demo-app",
            "app_key": "enablex-demo-key",
            "room_owners": [f"1000{number}" for number in range(1, 7)],
            "subscription_id": "sub-vc",
        },
    ),
    scheduling=SCHEDULING,
    scheduling_description="A scheduled meeting at EnableX.",
    updating=UPDATING,
)

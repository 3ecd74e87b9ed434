"""What the registry tells of Telecomx FlexCare."""

from models.vendor import Vendor
from vendors.registry_entry import DemoAccount, RegistryEntry
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.telecomx.meeting_input import SCHEDULING
from vendors.telecomx.named_in import NAMED_IN
from vendors.telecomx.settings import TelecomxSettings

TELECOMX = RegistryEntry(
    vendor=Vendor.TELECOMX,
    short_name="Telecomx",
    description="Telecomx FlexCare: tablets in clinics, rooms for them, and commands to them.",
    settings=TelecomxSettings,
    adapter=TelecomxAdapter,
    named_in=NAMED_IN,
    demo=DemoAccount(
        settings={
            "customer_id": "65f0000000000000000000c1",
            "username": "gateway@harbour-clinic.example",
            "password": "telecomx-demo",
        }
    ),
    scheduling=SCHEDULING,
    scheduling_description="A conference of tablets at Telecomx FlexCare.",
)

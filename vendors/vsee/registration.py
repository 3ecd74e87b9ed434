"""What the registry tells of VSee."""

from models.vendor import Vendor
from vendors.registry_entry import DemoAccount, RegistryEntry
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.meeting_input import SCHEDULING
from vendors.vsee.named_in import NAMED_IN
from vendors.vsee.settings import VSeeSettings

VSEE = RegistryEntry(
    vendor=Vendor.VSEE,
    description="VSee Clinic: waiting rooms with providers and queues, and visits.",
    settings=VSeeSettings,
    adapter=VSeeAdapter,
    named_in=NAMED_IN,
    demo=DemoAccount(
        path="/api_v3",
        settings={"account_code": "harbour", "admin_token": "vsee-demo-admin-token"},
    ),
    scheduling=SCHEDULING,
    scheduling_description="VSee cannot schedule meetings: the payload contains a problem that says so.",
)

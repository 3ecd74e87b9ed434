"""What a vendor's folder tells of its vendor: one entry of the registry."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from models.account import Account
from models.vendor import Vendor
from vendors.account_settings import AccountSettings
from vendors.base import Adapter
from vendors.meeting_input import OwnPart


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """The account of the demo at the vendor's simulator; its credentials work nowhere else.

    Attributes:
        path: what follows host and port in the simulator's base URL.
        settings: the other settings of the account.
    """

    path: str = ""
    settings: Mapping[str, Any]

    def at(self, simulator: str) -> Mapping[str, Any]:
        """The settings of the account.

        Args:
            simulator: its address without a path.
        """
        return {"base_url": simulator + self.path, **self.settings}


class AdapterClass(Protocol):
    """The class of a vendor's adapter."""

    def open(self, account: Account, settings: Any, *, now: Callable[[], datetime]) -> Adapter:
        """The adapter of an account, from the vendor's own settings; sends nothing yet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """One vendor.

    Attributes:
        vendor: the vendor.
        description: what the vendor offers, for clients.
        settings: the settings of an account.
        adapter: of an account.
        named_in: where descriptions in the schema name the vendor, by coordinates such as `Meeting.capacity`: what it
            returns or takes, and not every vendor does.
        demo: the account of the demo.
        short_name: its name in descriptions, if that is shorter than its label.
        scheduling: the part of a new meeting that only this vendor has; None if the vendor is no choice there.
        scheduling_description: what is scheduled with it, for clients.
        updating: the part of a change of a meeting that only this vendor has, if there is one.
    """

    vendor: Vendor
    description: str
    settings: type[AccountSettings]
    adapter: AdapterClass
    demo: DemoAccount
    named_in: Set[str]
    short_name: str = ""
    scheduling: OwnPart | None = None
    scheduling_description: str = ""
    updating: OwnPart | None = None

    @property
    def name(self) -> str:
        """The vendor's name in descriptions."""
        return self.short_name or self.vendor.label

    @property
    def account(self) -> str:
        """The vendor's name in settings and inputs."""
        return self.vendor.name.lower()

"""All vendors on raw sockets, which answer their documented bodies unless they are told to misbehave."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from models.account import DEFAULT_TENANT
from models.vendor import Vendor
from tests.support.builders import NOON
from tests.support.raw_vendor import Behaviour, Wire, served_raw
from tests.vendors.contract.vendor_contract import contract_of
from vendors import registry
from vendors.base import Adapter
from vendors.http import HttpLimits
from vendors.registry import Accounts


def well(vendor: Vendor) -> Behaviour:
    """Answers every call with the documented list of meetings."""
    body = json.dumps(contract_of(vendor).meetings).encode()

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(body)

    return behave


@dataclass(frozen=True)
class RawVendors:
    """The adapters onto them, and what each has seen."""

    adapters: Mapping[Vendor, Adapter]
    seen: Mapping[Vendor, list[bytes]]


@asynccontextmanager
async def raw_vendors(
    ill: Mapping[Vendor, Behaviour] | None = None,
    *,
    limits: HttpLimits,
    urls: Mapping[Vendor, str] | None = None,
    only: Vendor | None = None,
) -> AsyncIterator[RawVendors]:
    """All of them, or one.

    Args:
        ill: those that misbehave, and how.
        limits: of each account.
        urls: addresses of vendors that are somewhere else, such as nowhere.
    """
    async with AsyncExitStack() as stack:
        accounts: dict[str, Any] = {}
        seen: dict[Vendor, list[bytes]] = {}
        for row in registry.VENDORS:
            vendor = row.vendor
            if only not in (None, vendor):
                continue
            behave = (ill or {}).get(vendor) or well(vendor)
            port, seen[vendor] = await stack.enter_async_context(served_raw(behave))
            address = (urls or {}).get(vendor, "http://127.0.0.1:{port}").format(port=port)
            accounts[row.account] = {**contract_of(vendor).account, "base_url": address, "limits": limits}
        adapters = registry.open_all(
            Accounts.model_validate(accounts), tenant=DEFAULT_TENANT, now=lambda: NOON
        )
        for adapter in adapters.values():
            stack.push_async_callback(adapter.aclose)
        yield RawVendors(adapters, seen)

"""The simulators of all vendors on real sockets, and adapters onto them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from graph.serving.app import utc_now
from models.account import DEFAULT_TENANT, Account, first_account
from models.vendor import Vendor
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from simulators.control import Simulator
from tests.support.world import LOOPBACK, bound, port_of, served
from tests.vendors.contract.vendor_contract import Opened, VendorContract, contract_of, entry_of
from vendors.base import Adapter
from vendors.http import HttpLimits
from vendors.registry import VENDORS

# No test waits for a retry, and no circuit breaker opens.
PATIENT = HttpLimits(retry_shortest=0.0, retry_longest=0.001, breaker_calls=10_000)


@pytest.fixture(scope="session")
def simulators() -> Iterator[dict[Vendor, tuple[Simulator, str]]]:
    """Each vendor's simulator and its address; all of them share a clock."""
    clock = Clock()
    sockets = {bound(): kind(clock) for kind in SIMULATORS}
    with served({place: simulator.app() for place, simulator in sockets.items()}):
        yield {
            Vendor(simulator.vendor): (simulator, f"http://{LOOPBACK}:{port_of(place)}")
            for place, simulator in sockets.items()
        }


@pytest.fixture(params=[row.vendor for row in VENDORS], ids=lambda vendor: vendor.value)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    """Each vendor of the registry in turn."""
    found: Vendor = request.param
    return found


@pytest.fixture
def contract(vendor: Vendor) -> VendorContract:
    """What the suite must know of it."""
    return contract_of(vendor)


@pytest.fixture
def simulator(vendor: Vendor, simulators: dict[Vendor, tuple[Simulator, str]]) -> Simulator:
    """Its simulator, as if it had just been started."""
    simulator, _ = simulators[vendor]
    simulator.reset()
    return simulator


@pytest.fixture
async def opened(
    simulator: Simulator, simulators: dict[Vendor, tuple[Simulator, str]]
) -> AsyncIterator[Opened]:
    """Opens adapters onto the simulator's demo account until the test ends, with settings changed by keyword."""
    async with AsyncExitStack() as stack:

        def open_adapter(account: Account | None = None, **settings: Any) -> Adapter:
            vendor = Vendor(simulator.vendor)
            row = entry_of(vendor)
            told = {**row.demo.at(simulators[vendor][1]), "limits": PATIENT, **settings}
            account = account or first_account(DEFAULT_TENANT, vendor)
            adapter = row.adapter.open(account, row.settings.model_validate(told), now=utc_now)
            stack.push_async_callback(adapter.aclose)
            return adapter

        yield open_adapter

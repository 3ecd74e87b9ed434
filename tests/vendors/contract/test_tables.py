"""Every vendor of the registry has its table; without one the suite says what to add."""

from enum import Enum

import pytest

from models.vendor import Vendor
from tests.vendors.contract.questions import READS, declared, questions
from tests.vendors.contract.vendor_contract import Opened, VendorContract, contract_of, documented_bodies
from vendors.declarations import Effect


class Nobody(Enum):
    """A vendor of which only the name is known."""

    NOBODY = "NOBODY"
    label = "Nobody"


def test_a_vendor_without_a_table_is_told_what_to_add() -> None:
    with pytest.raises(LookupError, match=r"add tests/vendors/nobody/contract.py with a CONTRACT"):
        contract_of(Nobody.NOBODY)  # type: ignore[arg-type]


def test_a_table_names_documented_bodies_alone(vendor: Vendor, contract: VendorContract) -> None:
    named = {contract.first_id[0], *(body for body, _ in contract.answers)}
    assert named - set(documented_bodies(vendor)) == set()


async def test_each_read_and_each_write_that_is_declared_is_tried(
    opened: Opened, contract: VendorContract
) -> None:
    adapter = opened()
    completing = {name for name in declared(adapter, *READS) if name.startswith("complete_")}
    assert set(await questions(adapter)) | completing == set(declared(adapter, *READS))
    assert set(contract.writes) == set(declared(adapter, Effect.WRITES)), "add it to `writes` in contract.py"

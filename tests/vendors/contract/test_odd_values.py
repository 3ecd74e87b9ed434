"""Whatever stands in a field of a documented body, a read ends in an error of ours or in models that can be sent on."""

import asyncio
import copy
from typing import Any

import msgspec
import pytest

from models.account import DEFAULT_TENANT
from models.ids import Identified, decode
from models.vendor import Vendor
from tests.vendors.contract.one_body import adapter_over, body_of, outcome, reading
from tests.vendors.contract.soundness import models_in, places, sound
from tests.vendors.contract.vendor_contract import contract_of
from vendors.http import operation_scope

# One of each kind; `test_odd_bodies` tries many more by chance.
ODD: list[Any] = [
    *(None, "", "\x00", "a\ufffd", "9" * 5000, True, -1, 10**400, 1.5, float("nan")),
    # The last time that there is; what lies after it is none.
    "9999-12-31T23:59:59Z",
    *([], [None], {}, {"sec": 10**30, "usec": -1}),
]
READS = [(vendor, *answer) for vendor in Vendor for answer in contract_of(vendor).answers]


def sent_on(model: Any) -> None:
    """Writes a model the way that it leaves us: its global id, which must be readable again, and every text."""
    assert sound(model), model
    msgspec.json.encode(model, enc_hook=str)
    if isinstance(model, Identified):
        assert decode(model.key.encoded(), DEFAULT_TENANT) == model.key


@pytest.mark.parametrize(("vendor", "name", "read_name"), READS)
def test_an_odd_value_in_any_place_is_survived_and_can_be_sent_on(
    vendor: Vendor, name: str, read_name: str
) -> None:
    body = body_of(vendor, name)
    read = reading(vendor, name, read_name)
    found = 0

    async def check() -> None:
        nonlocal found
        for *way, last in filter(None, places(body)):
            changed = copy.deepcopy(body)
            holder = changed
            for step in way:
                holder = holder[step]
            for odd in ODD:
                holder[last] = odd
                with operation_scope():
                    for model in models_in(await outcome(read, adapter_over(vendor, changed))):
                        sent_on(model)
                        found += 1

    with asyncio.Runner() as runner:
        runner.run(check())
    assert found

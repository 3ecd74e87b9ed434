"""At every vendor: what must be there is little and named, and any other value that is wrong costs its own field."""

import importlib
import inspect
from typing import Any

import msgspec
import pytest

from models.vendor import Vendor
from tests.support.reading import converted
from tests.vendors.contract.vendor_contract import contract_of
from vendors.payload import Row

CANARY = "CANARY-4711"
DEEP: Any = []
for _ in range(900):
    DEEP = [DEEP]
WRONG = [{"a": [1]}, [[1], {}], 10**400, float("nan"), "\ud800", True, None, DEEP, "x" * 5000]


def kinds(vendor: Vendor) -> list[type[Row]]:
    module = importlib.import_module(f"vendors.{vendor.value.lower()}.payloads")
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, Row)]
    return [kind for kind in found if kind.__module__ == module.__name__]


def required(kind: type[Row]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind) if field.required}


ALL = [(vendor, kind) for vendor in Vendor for kind in kinds(vendor)]


each_kind = pytest.mark.parametrize(
    ("vendor", "kind"), ALL, ids=[f"{vendor.value} {kind.__name__}" for vendor, kind in ALL]
)


@pytest.mark.parametrize("vendor", Vendor)
def test_only_what_names_a_thing_is_required(vendor: Vendor) -> None:
    found = {f"{kind.__name__}.{name}" for kind in kinds(vendor) for name in required(kind)}
    assert found == contract_of(vendor).things


@each_kind
def test_a_wrong_value_costs_no_other_field(vendor: Vendor, kind: type[Row]) -> None:
    whole = {name: contract_of(vendor).samples.get(name, "7") for name in required(kind)}
    for field in msgspec.structs.fields(kind):
        if field.required:
            continue
        for wrong in WRONG:
            read = converted(whole | {field.encode_name: wrong}, kind, vendor)
            without = converted(whole, kind, vendor)
            others = [name for name in kind.__struct_fields__ if name != field.name]
            assert all(getattr(read, name) == getattr(without, name) for name in others)


@each_kind
def test_a_payload_prints_nothing_of_what_was_sent(vendor: Vendor, kind: type[Row]) -> None:
    whole = {name: contract_of(vendor).samples.get(name, "7") for name in required(kind)}
    for field in msgspec.structs.fields(kind):
        if not field.required:
            assert CANARY not in repr(converted(whole | {field.encode_name: CANARY}, kind, vendor))

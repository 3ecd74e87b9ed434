"""What an adapter's methods are is declared on the methods of `Adapter`, and holds for every vendor."""

import inspect
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import pytest

from models.errors import Unsupported
from models.vendor import Capability, Vendor
from tests.support.accounts import VSEE, account_at
from tests.vendors.contract.one_body import OneBody, adapter_at
from vendors.base import Adapter
from vendors.declarations import Effect, Layout, MethodDeclaration, declarations
from vendors.registry import VENDORS
from vendors.registry_entry import RegistryEntry

ADAPTERS = [row.adapter for row in VENDORS]
DECLARED = declarations(Adapter)
WITH_CALLS = list(dict.fromkeys(each.needs for each in DECLARED.values() if each.needs is not None))


class Bare(Adapter):
    """An adapter of a vendor that has no call at all."""

    vendor = Vendor.VSEE


def methods(of: type) -> Mapping[str, Any]:
    return {
        name: value
        for name, value in vars(of).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }


def parts(hint: Any) -> set[Any]:
    return {hint}.union(*map(parts, get_args(hint)))


def test_every_row_of_the_registry_names_its_own_vendors_adapter() -> None:
    assert [adapter.vendor for adapter in ADAPTERS] == [row.vendor for row in VENDORS]


def test_every_public_method_of_an_adapter_is_declared() -> None:
    assert set(DECLARED) == set(methods(Adapter))


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_no_vendor_adds_a_method_that_is_not_declared(adapter: type[Adapter]) -> None:
    assert set(methods(adapter)) <= set(DECLARED)


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_what_overrides_a_method_inherits_what_is_declared_of_it(adapter: type[Adapter]) -> None:
    assert declarations(adapter) == DECLARED


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_what_overrides_a_method_takes_the_things_in_the_same_place(adapter: type[Adapter]) -> None:
    for name, method in methods(adapter).items():
        assert list(inspect.signature(method).parameters) == list(
            inspect.signature(getattr(Adapter, name)).parameters
        )


@pytest.mark.parametrize("declared", [each for each in DECLARED.values() if each.model is not None])
def test_a_method_gives_the_model_that_is_declared(declared: MethodDeclaration) -> None:
    assert declared.model in parts(get_type_hints(getattr(Adapter, declared.name))["return"])


@pytest.mark.parametrize("declared", DECLARED.values())
def test_what_asks_a_vendor_can_be_waited_for(declared: MethodDeclaration) -> None:
    asks = declared.effect is not Effect.NOTHING
    assert inspect.iscoroutinefunction(getattr(Adapter, declared.name)) is (asks or declared.name == "aclose")


@pytest.mark.parametrize("declared", [each for each in DECLARED.values() if each.needs is not None])
async def test_a_vendor_without_a_call_says_what_it_lacks(declared: MethodDeclaration) -> None:
    things = 0 if declared.things is None else declared.things + 1
    with pytest.raises(Unsupported) as raised:
        await declared.on(Bare(VSEE))(*[[]] * things)
    assert raised.value.capability is declared.needs


@pytest.mark.parametrize("adapter", ADAPTERS)
@pytest.mark.parametrize("capability", WITH_CALLS)
def test_a_capability_is_offered_where_its_calls_are(adapter: type[Adapter], capability: Capability) -> None:
    calls = {name for name, declared in DECLARED.items() if declared.needs is capability}
    assert (capability in adapter.capabilities) is bool(calls & set(vars(adapter)))


def test_only_plain_reads_may_be_kept() -> None:
    assert {each.effect for each in DECLARED.values() if each.may_be_kept} == {Effect.READS}


def test_a_map_by_keys_says_which_argument_names_them() -> None:
    assert all((each.things is None) is (each.layout is not Layout.BY_KEY) for each in DECLARED.values())


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_what_one_meeting_or_room_can_do_the_vendor_can(adapter: type[Adapter]) -> None:
    assert adapter.meeting_capabilities | adapter.room_capabilities <= adapter.capabilities


@pytest.mark.parametrize("row", VENDORS, ids=lambda row: row.account)
async def test_closing_an_adapter_closes_its_port(row: RegistryEntry) -> None:
    port = OneBody(account_at(row.vendor), {})
    await adapter_at(port).aclose()
    assert port.is_closed

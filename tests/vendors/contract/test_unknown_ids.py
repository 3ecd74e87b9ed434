"""What a vendor does not have is null or a problem of the caller's, whatever its id looks like."""

import dataclasses
from typing import Any

from models.errors import Unsendable, VendorError, VendorRejected, WriteRefused
from models.ids import Key, Kind
from models.problem import NotFound
from models.vendor import Vendor
from tests.vendors.contract.one_body import outcome, reads
from tests.vendors.contract.questions import LISTS, READS, declared, questions
from tests.vendors.contract.raw_vendors import raw_vendors
from tests.vendors.contract.test_batching import about, batched, things_of
from tests.vendors.contract.vendor_contract import Opened, VendorContract, contract_of
from vendors.base import Adapter
from vendors.http import HttpLimits

ODD = ["..", "../../rooms", "a/b?c=d#e", "%2e%2e", " ", "é", "\ud800", "\r\n", "x" * 300]


def another(key: Key, last: str) -> Key:
    """The key of another thing of this kind."""
    return Key(key.kind, key.account, (*key.parts[:-1], last))


async def by_keys(adapter: Adapter) -> dict[str, tuple[Any, ...]]:
    """The reads that are asked by keys alone, with their arguments."""
    asked = await questions(adapter, at_most=3)
    found = {}
    for name, read in batched(adapter, asked).items():
        things = things_of(read, asked[name])
        if things and all(isinstance(thing, Key) for thing in things):
            found[name] = asked[name]
    return found


async def test_an_unknown_id_is_null_and_costs_the_others_nothing(
    opened: Opened, contract: VendorContract
) -> None:
    adapter = opened()
    for name, arguments in (await by_keys(adapter)).items():
        read = declared(adapter, *READS)[name]
        known = things_of(read, arguments)
        unknown = another(known[0], contract.unknown_id)
        before = await getattr(adapter, name)(*arguments)
        after = await getattr(adapter, name)(*about(read, arguments, [unknown, *known]))
        assert after[unknown] is None, name
        assert [after[key] is None for key in known] == [before[key] is None for key in known], name
        assert not [value for value in after.values() if isinstance(value, VendorError)], name


async def test_an_id_that_is_none_is_null_or_refused_and_costs_the_others_nothing(opened: Opened) -> None:
    adapter = opened()
    for name, arguments in (await by_keys(adapter)).items():
        read = declared(adapter, *READS)[name]
        known = things_of(read, arguments)
        for odd in ODD:
            key = another(known[0], odd)
            found = await getattr(adapter, name)(*about(read, arguments, [key, *known]))
            assert found[key] is None or isinstance(found[key], Unsendable | VendorRejected), (
                name,
                odd,
                found[key],
            )
            assert not [found[other] for other in known if isinstance(found[other], VendorError)], (name, odd)


async def test_a_key_of_another_length_is_survived_and_a_longer_one_names_nothing(opened: Opened) -> None:
    adapter = opened()
    for name, arguments in (await by_keys(adapter)).items():
        read = declared(adapter, *READS)[name]
        known = things_of(read, arguments)[0]
        longer = Key(known.kind, known.account, (*known.parts, "more"))
        shorter = [Key(known.kind, known.account, known.parts[:-1] or ("short",))]
        found = await getattr(adapter, name)(*about(read, arguments, [longer, *shorter]))
        assert found[longer] is None, name
        assert set(found) == {longer, *shorter}, name


def shape(request: bytes) -> tuple[int, tuple[str, ...]]:
    """How many segments the path of a request has, and the names in its query."""
    path, _, query = request.split(b" ")[1].decode("ascii").partition("?")
    return path.count("/"), tuple(pair.partition("=")[0] for pair in query.split("&"))


async def test_an_odd_id_stays_one_segment_of_the_path_or_one_value_of_the_query(vendor: Vendor) -> None:
    async with raw_vendors(limits=HttpLimits(), only=vendor) as raw:
        [adapter] = raw.adapters.values()
        usual = contract_of(vendor).unknown_id
        for name in set(reads(vendor, [""])) & set(declared(adapter, *READS)):
            seen = {}
            for id in (usual, *ODD[:4]):
                raw.seen[vendor].clear()
                await outcome(reads(vendor, [id])[name], adapter)
                seen[id] = {shape(request) for request in raw.seen[vendor]}
            assert all(shapes <= seen[usual] for shapes in seen.values()), (name, seen)


def unknown_in(argument: Any, id: str) -> Any:
    """The argument about a thing that the vendor does not have; the same where it names none."""
    if isinstance(argument, Key):
        return another(argument, id)
    if dataclasses.is_dataclass(argument) and not isinstance(argument, type):
        for name in ("meeting", "room"):
            key = getattr(argument, name, None)
            if isinstance(key, Key):
                return dataclasses.replace(argument, **{name: another(key, id)})
    return argument


async def test_a_write_to_an_unknown_thing_is_none_or_says_that_it_is_not_there(
    opened: Opened, contract: VendorContract
) -> None:
    adapter, tried = opened(), 0
    for name, ready in contract.writes.items():
        arguments = await ready(adapter)
        unknown = (unknown_in(arguments[0], contract.unknown_id), *arguments[1:])
        if unknown == arguments:
            continue
        tried += 1
        try:
            told = await getattr(adapter, name)(*unknown)
        except WriteRefused as refused:
            told = [type(problem) for problem in refused.problems]
        assert told in (None, [NotFound]), name
    assert tried


async def test_what_is_listed_is_located_by_the_vendors_id(opened: Opened) -> None:
    adapter = opened()
    for kind, name in ((Kind.MEETING, "meetings"), (Kind.ROOM, "rooms"), (Kind.DEVICE, "devices")):
        if f"list_{name}" in declared(adapter, *READS):
            listed = await getattr(adapter, f"list_{name}")(LISTS[f"list_{name}"](), 1)
            assert listed.items
            for row in listed.items[:3]:
                assert await adapter.locate(kind, row.vendor_id) == row.key

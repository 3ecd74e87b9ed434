"""Through every adapter: a value of a documented body that is wrong costs its own field, and the answer says so.

Every other attribute, of this thing and of all others, is what it is beside a right value.
"""

import asyncio
import copy
from collections.abc import Mapping, Set
from dataclasses import dataclass, fields, is_dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

import pytest
from msgspec import UNSET

from models.errors import MeetgraphError
from models.ids import Key
from models.vendor import Vendor
from tests.vendors.contract.odd_values import BEYOND, HALF, NO_DAY, TEXT, WRONG
from tests.vendors.contract.one_body import Read, adapter_over, body_of, outcome, reading
from tests.vendors.contract.vendor_contract import contract_of
from vendors.http import operation_scope

Shown = dict[tuple[Any, ...], Any]
"""Single values of an answer, by where they stand."""

# In seconds since 1970.
A_TIME = 1_700_000_000

READS = [(vendor, *answer) for vendor in Vendor for answer in contract_of(vendor).answers]


def there(answer: Any) -> set[Any]:
    """What the answer of a read shows: the keys of things, or their places where they have none."""
    if isinstance(answer, MeetgraphError) or answer is None:
        return set()
    if isinstance(answer, Mapping):
        return {key for key, value in answer.items() if there(value)}
    rows = getattr(answer, "items", answer)
    if isinstance(rows, tuple):
        return {getattr(row, "key", index) for index, row in enumerate(rows)}
    return {"it"}


def values(answer: Any, path: tuple[Any, ...] = ()) -> Shown:
    """All single values of models, by where they stand."""
    if isinstance(answer, Mapping):
        parts: Any = answer.items()
    elif isinstance(answer, tuple | list):
        parts = ((getattr(entry, "key", index), entry) for index, entry in enumerate(answer))
    elif is_dataclass(answer) and not isinstance(answer, Key | type):
        parts = ((field.name, getattr(answer, field.name)) for field in fields(answer))
    else:
        return {path: str(answer) if isinstance(answer, MeetgraphError) else answer}
    return {place: leaf for step, part in parts for place, leaf in values(part, (*path, step)).items()}


def named(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all fields of objects."""
    inner: Any = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    found = [place for step, value in inner for place in named(value, (*path, step))]
    return [path, *found] if path and isinstance(path[-1], str) else found


def at(body: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        body = body[step]
    return body


def may_be(vendor: Vendor, name: str, field: str, wrong: Any) -> bool:
    """Whether a field may have this shape, in this body or in any."""
    allowed = contract_of(vendor).may_be
    shapes, _ = allowed.get(f"{name}.{field}") or allowed.get(field) or ((), "")
    return any(wrong is shape for shape in shapes)


def is_its_own(wrong: Any, documented: Any, shown: list[Any]) -> bool:
    """Whether a field may have this shape: an object for an object, true for a switch, words for a text, and so on.

    Args:
        documented: what the field has in the documented body.
        shown: the values of the answer that differ from the usual ones.
    """
    if wrong in (NO_DAY, HALF, BEYOND) and any(
        str(wrong).casefold() in str(value).casefold()
        or (isinstance(value, datetime) and wrong is not NO_DAY)
        for value in shown
    ):
        return True
    if isinstance(wrong, str):
        return any(TEXT in str(value) for value in shown)
    kind = dict if isinstance(wrong, dict) else bool if wrong is True else None
    return kind is not None and isinstance(documented, kind)


def changed(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    body = copy.deepcopy(body)
    holder = body
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return body


def without(body: Any, place: tuple[Any, ...]) -> Any:
    body = copy.deepcopy(body)
    del at(body, place[:-1])[place[-1]]
    return body


def others(value: Any) -> list[Any]:
    """Values that a field may have instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, int(not value)]
    if isinstance(value, str):
        return [f"{value}1", {"true": "false", "false": "true"}.get(value.strip().lower(), "1"), A_TIME]
    return ["1", 1, True, A_TIME] if value is None else [type(value)()]


def differing(one: Shown, other: Shown) -> set[tuple[Any, ...]]:
    """Where two answers show something else, or only one of them shows anything."""
    return {place for place in one.keys() | other.keys() if one.get(place, UNSET) != other.get(place, UNSET)}


async def made_of(place: tuple[Any, ...], vendor: Vendor, name: str, read: Read) -> set[tuple[Any, ...]]:
    """Where the answer shows what a field says: what differs when it says something else, or nothing."""
    body, found = body_of(vendor, name), set()
    before = values(await outcome(read, adapter_over(vendor, body)))
    instead = [changed(body, place, other) for other in (None, *others(at(body, place)))]
    for each in (without(body, place), *instead):
        with operation_scope():
            found |= differing(before, values(await outcome(read, adapter_over(vendor, each))))
    return found


def attributes_beside(
    differs: set[tuple[Any, ...]], own: set[tuple[Any, ...]], gone: set[Any], named: Set[str]
) -> set[str]:
    """The attributes that differ and are not made of the field.

    Args:
        own: where the answer shows what the field says.
        gone: the keys of things that are not in both answers.
        named: attributes that the field makes where the documented body shows none.
    """
    return {
        ".".join(step for step in place if isinstance(step, str))
        for place in differs
        if not any(place[: len(part)] == part for part in own)
        and gone.isdisjoint(place)
        and named.isdisjoint(place)
    }


def keys_in(shown: Shown) -> set[Key]:
    return {step for place in shown for step in place if isinstance(step, Key)}


@dataclass
class Costs:
    """What wrong values cost.

    Attributes:
        things: the fields of which one costs a thing.
        silent: the places where one costs a value without a word.
        beside: the places where one costs another field's value, or another thing's.
    """

    things: set[str] = dataclass_field(default_factory=set)
    silent: set[str] = dataclass_field(default_factory=set)
    beside: set[str] = dataclass_field(default_factory=set)


async def costs(vendor: Vendor, name: str, read: Read) -> Costs:
    body = body_of(vendor, name)
    usual = await outcome(read, adapter_over(vendor, body))
    assert there(usual), usual
    before = values(usual)
    found = Costs()
    for place in named(body):
        own = await made_of(place, vendor, name, read)
        makes = contract_of(vendor).makes.get(place[-1].strip(), frozenset())
        for wrong in WRONG:
            with operation_scope() as scope:
                answer = await outcome(read, adapter_over(vendor, changed(body, place, wrong)))
                # What cannot be read is noted when somebody reads it.
                after = values(answer)
            told = f"{'.'.join(map(str, place))} = {type(wrong).__name__}"
            lost = there(usual) - there(answer)
            differs = differing(before, after)
            if not isinstance(answer, MeetgraphError):
                gone = lost | (keys_in(before) ^ keys_in(after))
                others_too = attributes_beside(differs, own, gone, makes)
                found.beside |= {f"{told}: {attribute}" for attribute in others_too}
            if lost:
                found.things.add(place[-1].strip())
            elif scope.gaps.problems() or may_be(vendor, name, place[-1], wrong):
                continue
            elif differs:
                shown = [value for where, value in after.items() if before.get(where, UNSET) != value]
                if not is_its_own(wrong, at(body, place), shown):
                    found.silent.add(told)
    return found


@pytest.mark.parametrize(("vendor", "name", "read_name"), READS)
def test_a_wrong_value_costs_its_own_field_alone_and_the_answer_says_so(
    vendor: Vendor, name: str, read_name: str
) -> None:
    read = reading(vendor, name, read_name)
    with asyncio.Runner() as runner:
        found = runner.run(costs(vendor, name, read))
    assert found.things <= contract_of(vendor).needed
    assert found.silent == set()
    assert found.beside == set()

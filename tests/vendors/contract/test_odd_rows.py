"""Through every adapter: a value of a documented body that is wrong costs its own field, and the answer says so."""

import asyncio
import copy
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
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


def values(answer: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Any]:
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


async def costs(vendor: Vendor, name: str, read: Read) -> tuple[set[str], set[str]]:
    """The fields of which a wrong value costs a thing, and those of which it costs a value without a word."""
    body = body_of(vendor, name)
    usual = await outcome(read, adapter_over(vendor, body))
    assert there(usual), usual
    before = values(usual)
    things, silent = set(), set()
    for place in named(body):
        for wrong in WRONG:
            with operation_scope() as scope:
                answer = await outcome(read, adapter_over(vendor, changed(body, place, wrong)))
                # What cannot be read is noted when somebody reads it.
                after = values(answer)
            if not there(usual) <= there(answer):
                things.add(place[-1].strip())
            elif scope.gaps.problems() or may_be(vendor, name, place[-1], wrong):
                continue
            else:
                shown = [value for where, value in after.items() if before.get(where, UNSET) != value]
                if before != after and not is_its_own(wrong, at(body, place), shown):
                    silent.add(f"{'.'.join(map(str, place))} = {type(wrong).__name__}")
    return things, silent


@pytest.mark.parametrize(("vendor", "name", "read_name"), READS)
def test_a_wrong_value_costs_its_own_field_and_the_answer_says_so(
    vendor: Vendor, name: str, read_name: str
) -> None:
    read = reading(vendor, name, read_name)
    with asyncio.Runner() as runner:
        things, silent = runner.run(costs(vendor, name, read))
    assert things <= contract_of(vendor).needed
    assert silent == set()

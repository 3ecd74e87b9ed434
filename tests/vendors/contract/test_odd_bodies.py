"""Every documented body of every vendor, changed by chance: what comes is a VendorError or rows that make sense."""

import asyncio
import copy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models.errors import MeetgraphError
from models.vendor import Vendor
from tests.support.graph import ask
from tests.vendors.contract.one_body import Read, adapter_over, body_of, identities, outcome, reads
from tests.vendors.contract.soundness import models_in, places, sound
from tests.vendors.contract.vendor_contract import contract_of, documented_bodies

BODIES = [(vendor, name) for vendor in Vendor for name in documented_bodies(vendor)]
QUERY = """{ meetings(first: 100) { nodes { id vendorId title state startsAt settings { record } room { name }
    devices { liveState } sessions { nodes { startedAt } } polls { question } lobby { messages } } }
  rooms(first: 100) { nodes { id name isOpen queue { length } } }
  devices(first: 100) { nodes { id name } } }"""


@cache
def fitting(vendor: Vendor, name: str) -> dict[str, Read]:
    """Some reads to which the body is an answer; any others where it is one to none."""
    body = body_of(vendor, name)
    ids = sorted(identities(body))[:8] or ["1"]

    async def find() -> dict[str, Read]:
        found = {}
        for read_name, read in reads(vendor, ids).items():
            answer = await outcome(read, adapter_over(vendor, body))
            values = answer.values() if isinstance(answer, Mapping) else [answer]
            if any(not isinstance(value, MeetgraphError) and value for value in values):
                found[read_name] = read
        # A few tell as much as many that read the body in the same way.
        return dict([*(found or reads(vendor, ids)).items()][:3])

    with asyncio.Runner() as runner:
        return runner.run(find())


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One loop for all bodies: making one costs more than reading a body."""
    with asyncio.Runner() as runner:
        yield runner


# Changing a body

ODD = st.one_of(
    st.sampled_from([None, True, False, 0, -1, 2**31, 2**53, 2**63, 2**64, 1e300, -1e-300, 1.5]),
    st.sampled_from(["", " ", "\u0000", "null", "NaN", "0", "-1", "9" * 40, "2024-02-30", "a" * 5000, "💊"]),
    st.sampled_from(["2025-11-04T10:40:23+99:99", "0000-00-00", "٣", "‮", "../..", "<b>", "{}", "[]"]),
    st.sampled_from([[], {}, [[]], [None], {"": None}, {"id": {}}, [1, "a", None]]),
    st.text(max_size=20),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
)


@st.composite
def changed(draw: st.DrawFn, original: Any) -> Any:
    """The body with one to three values replaced, left out, doubled or put under another key."""
    body = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(body)))
        if not place:
            body = copy.deepcopy(draw(ODD)) if draw(st.integers(0, 9)) == 0 else body
            continue
        *way, last = place
        holder = body
        for step in way:
            holder = holder[step]
        how = draw(st.sampled_from(["replace", "replace", "drop", "double", "rename"]))
        if how == "drop":
            del holder[last]
        elif how == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        elif how == "rename" and isinstance(holder, dict):
            holder[f"{last} "] = holder.pop(last)
        else:
            holder[last] = copy.deepcopy(draw(ODD))
    return body


@pytest.mark.faults
@pytest.mark.parametrize(
    ("vendor", "name"), BODIES, ids=[f"{vendor.value} {name}" for vendor, name in BODIES]
)
@settings(max_examples=1000, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_odd_body_is_an_error_or_makes_sense(
    vendor: Vendor, name: str, loop: asyncio.Runner, data: st.DataObject
) -> None:
    body = data.draw(changed(body_of(vendor, name)))
    known = places_text(body) | places_text(body_of(vendor, name))
    fit = fitting(vendor, name)

    async def check() -> None:
        for read in fit.values():
            answer = await outcome(read, adapter_over(vendor, body))
            for model in models_in(answer):
                assert sound(model), model
                key = getattr(model, "key", None)
                # No row is made up: what names it came with the body, or was asked for.
                assert key is None or str(key.parts[0]) in known or len(key.parts) > 1, key

    loop.run(check())


@pytest.mark.faults
@pytest.mark.parametrize(
    ("vendor", "name"), BODIES, ids=[f"{vendor.value} {name}" for vendor, name in BODIES]
)
@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_odd_body_breaks_no_operation(
    vendor: Vendor, name: str, loop: asyncio.Runner, data: st.DataObject
) -> None:
    body = data.draw(changed(body_of(vendor, name)))
    answer = loop.run(ask(QUERY, [adapter_over(vendor, body)]))
    codes = {(error.extensions or {})["code"] for error in answer.errors or ()}
    assert "INTERNAL" not in codes, answer.errors
    assert answer.data is not None


def places_text(body: Any) -> set[str]:
    """Every value of a body as text."""
    if isinstance(body, dict):
        return set().union(*map(places_text, body.values()))
    if isinstance(body, list):
        return set().union(*map(places_text, body))
    if isinstance(body, float) and body.is_integer():
        # JSON knows one kind of numbers: 7.0 is 7, and never "7.0".
        return {str(int(body))}
    return {str(body), str(body).strip()}


@pytest.mark.parametrize("vendor", Vendor)
@pytest.mark.parametrize("written", [7, 7.0, "7"])
async def test_an_id_that_is_a_whole_number_is_one_id_in_every_notation(written: Any, vendor: Vendor) -> None:
    name, read, place = contract_of(vendor).first_id
    body = copy.deepcopy(body_of(vendor, name))
    *way, last = place
    holder = body
    for step in way:
        holder = holder[step]
    holder[last] = written
    answer = await outcome(reads(vendor, ["1"])[read], adapter_over(vendor, body))
    assert "7" in {model.key.parts[-1] for model in models_in(answer)}
    assert not any("7.0" in model.key.parts for model in models_in(answer))

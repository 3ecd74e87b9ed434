"""Pages of one vendor's rows, whose columns go through from the vendor's answer: the same as by graphql-core."""

import json
from typing import Any

import pytest

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.request import GraphQLRequest
from graph.schema.build import build
from tests.support.accounts import VSEE
from tests.support.both_executors import differences
from tests.support.graph import NOON, a_context
from tests.support.raw_vendor import always, vendor_that
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.settings import VSeeSettings

SETTINGS = VSeeSettings.model_validate(
    {"account_code": "c", "admin_token": "t", "base_url": "http://vsee.example"}
)
NODES = """__typename again: id id vendorId title state startsAt endsAt endsAgain: endsAt hostId uri isWebinar
  durationMinutes vendorState visit { code kind conferenceExpiresAt } settings { autoStartRecording } is: __typename"""
ALONE = f"nodes {{ {NODES} }}"
BESIDE_EDGES = f"edges {{ node {{ {NODES} }} }} nodes {{ id endsAt }} more: nodes {{ title }}"
UNAVAILABLE = "unavailable { vendor missing count fields }"


def a_row(number: int, **changed: Any) -> dict[str, Any]:
    start = 1605728974 + 60 * number
    return {
        "id": str(number), "room_id": None, "code": f"visit-{number}", "type": 2, "status": 10, "start": start,
        "end": start + 900, "meeting": {"recording_auto_start": True}, "provider_id": "85741", **changed,
    }  # fmt: skip


USUAL = [a_row(number) for number in range(12)]
UNUSUAL = [
    a_row(21, end="in the evening"),
    a_row(22, start=None, end=None, provider_id=None),
    a_row(23, status="unheard of", meeting=None),
    a_row(24, type=None, code=None, start="soon"),
]


@pytest.mark.parametrize("rows", [USUAL, USUAL + UNUSUAL, UNUSUAL[:1], UNUSUAL, []], ids=len)
@pytest.mark.parametrize("selected", [ALONE, BESIDE_EDGES], ids=["alone", "beside edges"])
async def test_a_page_is_the_same_by_both_executors(rows: list[dict[str, Any]], selected: str) -> None:
    text = f"{{ meetings(first: 100) {{ {selected} {UNAVAILABLE} }} }}"
    results = []
    async with vendor_that(always(json.dumps({"data": rows}).encode()), account=VSEE) as (http, _):
        planned, core = ExecutableSchema(build()), ExecutableSchema(build(), plans=False)
        # A plan knows the classes of rows when it has met them.
        for schema in (planned, planned, core):
            context = a_context(VSeeAdapter(SETTINGS, http, lambda: NOON))
            prepared = schema.prepare(GraphQLRequest(text), context)
            results.append(await schema.execute(prepared, {}, context))
    *own, other = results
    for result in own:
        assert differences(result, other) == []
        assert json.dumps(result.data) == json.dumps(other.data)

"""A vendor that departs from its documentation is found out, and none of its values are shown."""

import json
from typing import Any

import pytest

from graph.serving.process import demo, doctor
from tests.end_to_end.drifting import drift, undocumented
from tests.end_to_end.test_every_field import ALL_WAYS, shown
from tests.end_to_end.test_mutations import PROBLEMS, a_tablet, inputs
from tests.support.gateway import Gateway
from tests.support.world import VENDORS, World

CANARY = "CANARY 4711"
ALL_DRIFT = "{ vendors { drift { path kind count lastSeenAt } } }"


async def test_documented_bodies_have_no_unknown_field_and_no_unknown_word(gateway: Gateway) -> None:
    await shown(gateway, list(VENDORS), ALL_WAYS)
    tablet = await a_tablet(gateway)
    for vendor in VENDORS:
        for mutation, (_, input) in inputs(vendor, tablet).items():
            await gateway.data(f"mutation {{ {mutation}(input: {{ {input} }}) {{ {PROBLEMS} }} }}")
    assert await undocumented(gateway) == []


async def test_what_a_vendor_changes_is_shown_by_its_path_alone(
    gateway: Gateway, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    row = {
        "meeting_id": "mtg-1",
        "stage": CANARY,
        "room_name": "x",
        "start_time": CANARY,
        CANARY: CANARY,
        "new_name": CANARY,
        "timezone": {"dst_rule": CANARY},
    }
    body = json.dumps({"result": 1, "meetings": [row]})
    world.fail("ENABLEX", path="*/meetings", status=200, body=body)
    await gateway.data(
        "{ meetings(first: 5, filter: {vendors: ENABLEX}) { nodes { state startsAt vendorState } } }"
    )
    assert (await drift(gateway))["ENABLEX"] == {
        "meetings[].*": "UNKNOWN_FIELD",
        "meetings[].new_name": "UNKNOWN_FIELD",
        "meetings[].stage": "UNKNOWN_WORD",
        "meetings[].start_time": "UNREADABLE_FIELD",
        "meetings[].timezone.dst_rule": "UNKNOWN_FIELD",
    }
    assert CANARY not in (await gateway.client.post(gateway.url, json={"query": ALL_DRIFT})).text
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    ("vendor", "path", "body", "query", "expected"),
    [
        (
            "TELECOMX",
            "*/videochat/meetings",
            [{"_id": "r1", "state": CANARY, "participants": [{"type": CANARY, "mood": 1}]}],
            "state participants { channel }",
            {
                "rooms[].state": "UNKNOWN_WORD",
                "rooms[].participants[].type": "UNKNOWN_WORD",
                "rooms[].participants[].mood": "UNKNOWN_FIELD",
            },
        ),
        (
            "VCONNCT",
            "*/list_meetings/",
            {"status": True, "data": [{"meeting_id": "m1", "mood": 1}]},
            "state",
            {"meetings[].mood": "UNKNOWN_FIELD"},
        ),
        (
            "VSEE",
            "*/visits",
            {"data": [{"id": "v1", "status": CANARY, "type": CANARY, "mood": 1}]},
            "state visit { kind }",
            {
                "visits[].status": "UNKNOWN_WORD",
                "visits[].type": "UNKNOWN_WORD",
                "visits[].mood": "UNKNOWN_FIELD",
            },
        ),
    ],
)
async def test_each_vendors_words_and_fields_are_told_apart_from_the_documented(
    gateway: Gateway, world: World, vendor: str, path: str, body: Any, query: str, expected: dict[str, str]
) -> None:
    world.fail(vendor, path=path, status=200, body=json.dumps(body))
    await gateway.data(f"{{ meetings(first: 5, filter: {{vendors: {vendor}}}) {{ nodes {{ {query} }} }} }}")
    found = (await drift(gateway))[vendor]
    assert {path: kind for path, kind in found.items() if not path.startswith("login.")} == expected


async def test_the_drift_of_one_vendor_is_not_anothers(gateway: Gateway, world: World) -> None:
    world.fail("VSEE", path="*/visits", status=200, body=json.dumps({"data": [{"id": "v1", "mood": 1}]}))
    await gateway.data("{ meetings(first: 100) { nodes { title } } }")
    found = await drift(gateway)
    assert "visits[].mood" in found.pop("VSEE")
    assert "mood" not in str(found)


async def test_the_doctor_shows_drift(world: World) -> None:
    body = json.dumps({"result": 1, "meetings": [{"meeting_id": "mtg-1", "mood": CANARY}]})
    world.fail("ENABLEX", path="*/meetings", status=200, body=body)
    settings = demo.settings(0, world.first_port)
    [finding] = [one for one in await doctor.examined(settings) if one.subject == "EnableX"]
    assert finding.is_well
    assert list(finding.drift) == [{"path": "meetings[].mood", "kind": "UNKNOWN_FIELD", "count": 1}]
    assert "UNKNOWN_FIELD meetings[].mood" in doctor._line(finding)

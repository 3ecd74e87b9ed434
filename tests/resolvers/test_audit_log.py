"""Admins read the audit log of their tenant, the newest entries first, in pages that stay stable."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.caller import Caller
from models.documents.audit import Audit
from models.principal import Principal
from models.scope import Scope
from store.audit_log import AuditLog
from store.audit_writer import OPENING
from store.settings import StoreSettings
from store.store import Store
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import NOON, a_meeting
from tests.support.graph import a_context, run
from tests.support.stores import clock, store

__all__ = ["clock", "store"]

CLINIC, OTHER = "north-clinic", "south-clinic"
FIELDS = "id at caller action result reason subject things fields scopes commandType requestId chain sequence"
LIST = f"""query ($first: Int, $after: String, $filter: AuditLogFilter) {{
    auditLog(first: $first, after: $after, filter: $filter) {{
        edges {{ cursor node {{ {FIELDS} }} }} nodes {{ id }}
        pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
MEETINGS = [a_meeting("m1"), a_meeting("m2")]


def somebody(tenant: str = CLINIC, *scopes: Scope) -> Principal:
    return replace(ANONYMOUS, caller=Caller(tenant, "admin"), scopes=frozenset(scopes or {Scope.AUDIT_READ}))


def an_entry(number: int, tenant: str = CLINIC, **more: Any) -> Audit:
    told = {"caller": f"caller-{number % 2}", "action": "reveal", "result": "REVEALED"}
    # Two entries at each minute.
    at = NOON + timedelta(minutes=number // 2)
    return Audit(id=f"{tenant}-{number:03}", tenant=tenant, **{"at": at, **told, **more})


async def written(store: Store, *entries: Audit) -> None:
    log = AuditLog(store)
    for durable in [log.record(entry) for entry in entries]:
        await durable


async def page(store: Store, principal: Principal | None = None, **variables: Any) -> dict[str, Any]:
    result = await run(LIST, a_context(store=store, principal=principal or somebody()), variables)
    assert result.errors is None, result.errors
    assert result.data is not None
    found: dict[str, Any] = result.data["auditLog"]
    return found


async def ids(store: Store, principal: Principal | None = None, **filter: Any) -> list[str]:
    found = await page(store, principal, first=100, filter=filter)
    return [edge["node"]["id"] for edge in found["edges"] if edge["node"]["action"] != OPENING]


def newest_first(numbers: Sequence[int], tenant: str = CLINIC) -> list[str]:
    return [f"{tenant}-{number:03}" for number in sorted(numbers, reverse=True)]


async def test_the_newest_entries_come_first_in_pages(store: Store) -> None:
    await written(store, *map(an_entry, range(7)))
    seen, after = [], None
    while True:
        found = await page(store, first=3, after=after, filter={"action": "reveal"})
        seen += [edge["node"]["id"] for edge in found["edges"]]
        assert found["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert seen == newest_first(range(7))


async def test_pages_stay_as_they_are_while_entries_are_added(store: Store) -> None:
    await written(store, *map(an_entry, range(6)))
    first = await page(store, first=3, filter={"action": "reveal"})
    # Newer ones, and one that was written late.
    await written(store, an_entry(8), an_entry(9), an_entry(99, at=NOON - timedelta(days=1)))
    after = first["pageInfo"]["endCursor"]
    second = await page(store, first=3, after=after, filter={"action": "reveal"})
    assert [edge["node"]["id"] for edge in second["edges"]] == newest_first(range(3))
    # Every edge's cursor is a place, not only the last one.
    middle = await page(store, first=1, after=first["edges"][1]["cursor"], filter={"action": "reveal"})
    assert [node["id"] for node in middle["nodes"]] == [first["nodes"][2]["id"]]


async def test_each_tenant_reads_its_own_log(store: Store) -> None:
    await written(store, *map(an_entry, range(4)), *(an_entry(number, OTHER) for number in range(2)))
    assert await ids(store) == newest_first(range(4))
    assert await ids(store, somebody(OTHER)) == newest_first(range(2), OTHER)
    # A cursor names a place, and no tenant.
    after = (await page(store, first=1))["pageInfo"]["endCursor"]
    found = await page(store, somebody(OTHER), first=50, after=after)
    assert {node["id"].rpartition("-")[0] for node in found["nodes"] if "chain" not in node["id"]} <= {OTHER}


@pytest.mark.parametrize(
    ("filter", "numbers"),
    [
        ({"caller": "caller-1"}, [1, 3, 5]),
        ({"action": "endMeeting"}, [6]),
        ({"since": (NOON + timedelta(minutes=2)).isoformat()}, [4, 5, 6]),
        ({"until": (NOON + timedelta(minutes=1)).isoformat()}, [0, 1]),
        ({"thing": MEETINGS[0].id}, [6]),
        ({"thing": MEETINGS[0].id, "caller": "caller-0", "action": "endMeeting"}, [6]),
        ({"thing": MEETINGS[1].id}, []),
        ({"thing": None, "caller": "", "action": "endMeeting"}, [6]),
    ],
)
async def test_a_filter_chooses(store: Store, filter: dict[str, Any], numbers: list[int]) -> None:
    ended = an_entry(6, action="endMeeting", things=(MEETINGS[0].id,))
    await written(store, *map(an_entry, range(6)), ended)
    assert await ids(store, **filter) == newest_first(numbers)


async def test_an_entry_says_what_it_is_about(store: Store) -> None:
    told = an_entry(
        1,
        details={"fields": ("Meeting.pins",), "scopes": ("pins:read",), "type": "CAMERA_ON"},
        reason="NOT_FOUND",
        subject="cmd_1",
        things=(MEETINGS[0].id,),
        request_id="request-7",
    )
    await written(store, told)
    [found] = [edge["node"] for edge in (await page(store, filter={"action": "reveal"}))["edges"]]
    assert found["chain"].startswith(f"{CLINIC}/")
    del found["chain"]
    assert found == {
        "id": told.id,
        "at": "2026-01-31T12:00:00.000Z",
        "caller": "caller-1",
        "action": "reveal",
        "result": "REVEALED",
        "reason": "NOT_FOUND",
        "subject": "cmd_1",
        "things": [MEETINGS[0].id],
        "fields": ["Meeting.pins"],
        "scopes": ["pins:read"],
        "commandType": "CAMERA_ON",
        "requestId": "request-7",
        "sequence": 2,
    }


async def test_entries_of_before_there_were_chains_are_read_too(store: Store) -> None:
    await Audit.raw().insert_one(
        {
            "_id": "old",
            "at": NOON,
            "tenant": CLINIC,
            "caller": "a",
            "action": "reveal",
            "result": "REVEALED",
            "details": {"fields": ["Pins.moderator"]},
        }
    )
    [edge] = (await page(store))["edges"]
    assert (edge["node"]["fields"], edge["node"]["chain"]) == (["Pins.moderator"], None)


async def test_without_the_scope_it_is_null_and_forbidden(store: Store) -> None:
    await written(store, an_entry(1))
    result = await run(LIST, a_context(store=store, principal=somebody(CLINIC, Scope.PINS_READ)))
    assert result.data == {"auditLog": None}
    assert [(error.extensions or {})["scopes"] for error in result.errors or ()] == [["audit:read"]]


@pytest.mark.parametrize(
    "variables",
    [
        *(
            {"after": cursor}
            for cursor in ("", "x", "!", "bm9uc2Vuc2U", "OTk5OTk5OTk5OTk5OTk5OTk5OTp4", "MTI6")
        ),
        {"first": 0},
        {"first": 101},
        {"filter": {"thing": "nonsense"}},
        {"filter": {"thing": ""}},
        {"filter": {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}},
    ],
)
async def test_bad_input_is_told_of(store: Store, variables: dict[str, Any]) -> None:
    result = await run(LIST, a_context(store=store, principal=somebody()), variables)
    assert {(error.extensions or {})["code"] for error in result.errors or ()} == {"BAD_USER_INPUT"}


async def test_while_mongodb_is_away_it_says_so() -> None:
    away = Store(StoreSettings(), now=lambda: NOON)
    result = await run(LIST, a_context(store=away, principal=somebody()))
    assert result.data == {"auditLog": None}
    assert [(error.extensions or {})["code"] for error in result.errors or ()] == ["SERVICE_UNAVAILABLE"]

"""A secret leaves only when the log has it, a write begins only when the log has it, and a refusal is in the log."""

import time
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from graph.operations.request import GraphQLRequest
from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.documents.audit import Audit
from models.principal import Principal
from models.scope import Scope
from resolvers.context import Context
from store.audit_log import AuditLog
from store.audit_writer import OPENING
from store.mongod import Mongod
from store.settings import StoreSettings
from store.store import Store
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import NOON, a_meeting
from tests.support.engine import until
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, run, the_schema
from tests.support.mongo import a_store, empty, frozen, on
from tests.support.stores import clock, store

__all__ = ["clock", "store"]

LINK = JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.ANY, url="https://meet.example/4711")
MEETINGS = [
    a_meeting(f"m{number}", title="Visit", pins=Pins(moderator="8842"), join_links=(LINK,))
    for number in range(3)
]
PINS = "{ meetings { nodes { id title pins { moderator } joinLinks { role url } } } }"
NO_SECRETS = "{ meetings { nodes { id title pins { __typename } } } }"
CANCEL = f"""mutation {{ cancelMeeting(input: {{ meeting: "{MEETINGS[0].id}" }}) {{
    problems {{ code }} meeting {{ pins {{ moderator }} }} }} }}"""


def a_context_with_a_log(store: Store, principal: Principal = ANONYMOUS) -> Context:
    vendor = FakeVendor(MEETINGS[0].vendor, *MEETINGS)
    context = a_context(vendor, store=store, principal=principal)
    context.audit_log = AuditLog(store)
    return context


async def entries(store: Store, count: int, **where: Any) -> list[dict[str, Any]]:
    """The entries that match, once there are so many."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        chosen = {"action": {"$ne": OPENING}, **where}
        found[:] = await Audit.raw().find(chosen).sort("sequence", 1).to_list()
        return len(found) >= count

    await until(there)
    assert len(found) == count
    return found


async def test_secrets_are_announced_before_they_leave_and_told_of_afterwards(store: Store) -> None:
    result = await run(PINS, a_context_with_a_log(store))
    assert result.errors is None
    # This one is there already.
    announced = await Audit.raw().find_one({"result": "ANNOUNCED"})
    assert announced is not None
    assert announced["details"] == {"fields": ["JoinLink.url", "Pins.moderator"]}
    assert (announced["action"], announced["caller"]) == ("reveal", "anonymous")
    [shown] = await entries(store, 1, result="REVEALED")
    assert shown["things"] == sorted(meeting.id for meeting in MEETINGS)


async def test_an_answer_without_secrets_neither_waits_nor_leaves_an_entry(
    store: Store, mongod: Mongod
) -> None:
    context = a_context_with_a_log(store)
    with frozen(mongod):
        began = time.monotonic()
        result = await run(NO_SECRETS, context)
        assert time.monotonic() - began < 1
    assert result.errors is None
    assert await entries(store, 0) == []


async def test_secrets_are_null_while_the_log_cannot_be_written_and_the_rest_is_whole(
    store: Store, mongod: Mongod
) -> None:
    context = a_context_with_a_log(store)
    with frozen(mongod):
        began = time.monotonic()
        result = await run(PINS, context)
        assert time.monotonic() - began < 3
    assert result.data is not None
    rows = result.data["meetings"]["nodes"]
    assert [(row["title"], row["pins"]) for row in rows] == [("Visit", {"moderator": None})] * 3
    assert [row["joinLinks"] for row in rows] == [[{"role": "GUEST", "url": None}]] * 3
    assert [
        (error.path, (error.extensions or {})["code"], (error.extensions or {})["count"])
        for error in result.errors or ()
    ] == [
        (["meetings", "nodes", 0, "pins", "moderator"], "SERVICE_UNAVAILABLE", 3),
        (["meetings", "nodes", 0, "joinLinks", 0, "url"], "SERVICE_UNAVAILABLE", 3),
    ]
    assert "8842" not in str(result)
    # What was announced comes later, and nothing was shown.
    await entries(store, 1, result="ANNOUNCED")
    await entries(store, 0, result="REVEALED")


async def test_secrets_are_null_at_once_where_mongodb_was_never_there() -> None:
    # The stop waits twice as long for the entries.
    away = Store(StoreSettings(store_seconds=0.1), now=lambda: NOON)
    context = replace(a_context_with_a_log(away))
    began = time.monotonic()
    result = await run(PINS, context)
    assert time.monotonic() - began < 1
    assert {row["pins"]["moderator"] for row in (result.data or {})["meetings"]["nodes"]} == {None}
    await away.aclose()


async def test_a_mutation_is_in_the_log_with_its_things_before_it_begins_and_with_its_outcome(
    store: Store,
) -> None:
    result = await run(CANCEL, a_context_with_a_log(store))
    assert result.errors is None
    started = await Audit.raw().find_one({"action": "cancelMeeting", "result": "STARTED"})
    assert started is not None
    assert started["things"] == [MEETINGS[0].id]
    [ended] = await entries(store, 1, action="cancelMeeting", result="DONE")
    assert (ended["things"], ended["request_id"]) == ([MEETINGS[0].id], "request-1")


async def test_a_refused_mutation_is_in_the_log_with_the_codes_of_its_problems(store: Store) -> None:
    await run(CANCEL.replace(MEETINGS[0].id, a_meeting("nowhere").id), a_context_with_a_log(store))
    [refused] = await entries(store, 1, action="cancelMeeting", result="REFUSED")
    assert refused["reason"] == "NOT_FOUND"


async def test_a_mutation_whose_entry_cannot_be_written_is_not_carried_out(mongod: Mongod) -> None:
    assert mongod.uri is not None
    # Nothing else is asked of it, so that it need not wait long.
    async with a_store(StoreSettings(**on(mongod.uri), store_seconds=1.0)) as store:
        await empty(store)
        context = a_context_with_a_log(store)
        with frozen(mongod):
            result = await run(CANCEL, context)
    [vendor] = context.vendors.values()
    assert (result.data, [(each.extensions or {})["code"] for each in result.errors or ()]) == (
        {"cancelMeeting": None},
        ["SERVICE_UNAVAILABLE"],
    )
    assert vendor.asked("cancel_meeting") == []  # type: ignore[attr-defined]


async def test_no_value_of_an_input_is_in_the_log(store: Store) -> None:
    schedule = """mutation { scheduleMeeting(input: { title: "canary-title", startsAt: "2030-01-31T09:30:00Z",
        durationMinutes: 30, idempotencyKey: "canary-key-of-sixteen",
        vendor: { telecomx: { devices: ["canary-device"] } } }) {
        problems { code } } }"""
    await run(schedule, a_context_with_a_log(store))
    found = await entries(store, 2, action="scheduleMeeting")
    assert [(each["result"], each["reason"]) for each in found] == [
        ("STARTED", None),
        ("FAILED", "BAD_USER_INPUT"),
    ]
    assert "canary" not in str(found)


async def test_denied_fields_and_operations_are_in_the_log_with_the_scopes(store: Store) -> None:
    nobody = replace(ANONYMOUS, scopes=frozenset({Scope.JOIN_LINKS_READ}))
    await run(PINS, a_context_with_a_log(store, nobody))
    [refused] = await entries(store, 1, result="FORBIDDEN")
    assert (refused["action"], refused["details"]) == (
        "refuse",
        {"fields": ["JoinLink.url", "Meeting.pins"], "scopes": ["pins:read"]},
    )
    await run(CANCEL, a_context_with_a_log(store, nobody))
    found = await entries(store, 2, result="FORBIDDEN")
    assert ["Mutation.cancelMeeting"] in [each["details"]["fields"] for each in found]
    # It was not even begun.
    await entries(store, 0, action="cancelMeeting")


async def test_the_schema_that_was_refused_is_in_the_log(store: Store) -> None:
    await run(
        "{ __schema { types { name } } }", a_context_with_a_log(store, replace(ANONYMOUS, scopes=frozenset()))
    )
    [refused] = await entries(store, 1, result="FORBIDDEN")
    assert refused["details"]["fields"] == ["__schema"]


async def test_only_fields_that_the_caller_may_see_are_announced(store: Store) -> None:
    pins_alone = replace(ANONYMOUS, scopes=frozenset({Scope.PINS_READ}))
    await run(PINS, a_context_with_a_log(store, pins_alone))
    [announced] = await entries(store, 1, result="ANNOUNCED")
    assert announced["details"]["fields"] == ["Pins.moderator"]


async def test_an_event_of_a_subscription_is_without_its_secrets_while_the_log_cannot_be_written(
    store: Store, mongod: Mongod
) -> None:
    text = f"""subscription {{ meetingState(id: "{MEETINGS[0].id}") {{ title pins {{ moderator }} }} }}"""
    context = a_context_with_a_log(store)
    prepared = the_schema().prepare(GraphQLRequest(text), context)
    with frozen(mongod):
        async with aclosing(await the_schema().subscribe(prepared, {}, context)) as events:
            event = await anext(events)
    assert event.data == {"meetingState": {"title": "Visit", "pins": {"moderator": None}}}
    assert [(error.extensions or {})["code"] for error in event.errors or ()] == ["SERVICE_UNAVAILABLE"]

"""Random operations over the schema and random things: plans answer, ask, deny and record as graphql-core does."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from random import Random
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError

from graph.operations.admission import CostLimits
from graph.operations.document_limits import DocumentLimits
from graph.operations.executable_schema import ExecutableSchema
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.schema.build import build
from models.ids import Key, Kind
from models.roles import ROLES
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from resolvers.context import Context
from resolvers.revealed import Revealed
from tests.support.anonymous import ANONYMOUS
from tests.support.both_executors import differences
from tests.support.builders import a_failure
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context
from tests.support.random_models import RandomModels, all_things
from tests.support.random_operations import RandomOperations, quoted, shown
from vendors.missing_data import note_missing

METHODS = (
    "complete_meetings",
    "complete_rooms",
    "rooms",
    "sessions_of_meetings",
    "list_meetings",
    "attendance",
)
ROOMY = DocumentLimits(aliases=1_000, directives=1_000, tokens=100_000, fields=10_000, depth=30)
# What depends on the clock, on the store, which is not there, or on which other loads have begun by then.
LEFT_OUT = frozenset(
    {"VendorStatus.latencyMsP95", "Query.auditLog", "VendorStatus.health", "Meeting.asOf", "Room.asOf"}
)


WEIGHTS = {
    **dict.fromkeys(("Query.meetings", "Query.rooms", "Query.meeting", "Query.nodes", "Query.devices"), 15),
    **dict.fromkeys(("MeetingConnection.nodes", "RoomConnection.nodes", "DeviceConnection.nodes"), 8),
    **dict.fromkeys(("Meeting.pins", "Meeting.room", "Meeting.devices", "Meeting.sessions", "Room.pins"), 4),
}


@lru_cache(maxsize=100)
def things_in(world: int, vendor: Vendor) -> tuple[Any, ...]:
    """What a vendor knows in a world: many operations are compared in each, and to make one takes longer than those."""
    return all_things(Random(f"{world} {vendor}"), vendor)


class OddVendor(FakeVendor):
    """Answers after some iterations of the event loop, and cannot read some of what it is asked for."""

    def __init__(self, vendor: Vendor, world: int, random: Random) -> None:
        super().__init__(vendor)
        things, self.whole, self.beside = things_in(world, vendor)
        # It changes what it is told to change.
        self.things = dict(things)
        self._turns = random.choice((5, 10, 20))
        self._unread = random.choice((None, *METHODS))
        if random.random() < 0.4:
            self.failing = {random.choice(METHODS): a_failure(vendor)}
        if random.random() < 0.4:
            self.broken = {random.choice(list(self.things)): a_failure(vendor)}

    async def _ask(self, method: str, *keys: Any) -> None:
        for _ in range(self._turns):
            await asyncio.sleep(0)
        if method == self._unread:
            problem = VendorProblem.unreadable_fields(self.vendor, method, ("title",), 1)
            note_missing(problem, keys, *keys)
        await super()._ask(method, *keys)


class Kept(Revealed):
    """Keeps what was noted, which is forgotten without an audit log."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[Any] = set()

    def discard(self) -> None:
        self.shown |= set(self._new)
        super().discard()


@cache
def schemas() -> tuple[ExecutableSchema, ExecutableSchema]:
    """With plans, and without."""
    limits = CostLimits(points=10_000_000, objects=10_000_000)
    by_plans, by_core = (
        ExecutableSchema(build(), document_limits=ROOMY, cost_limits=limits, plans=plans)
        for plans in (True, False)
    )
    return by_plans, by_core


def value_of(random: Random, name: str, type_: Any) -> str | None:
    match type_.name, name:
        case "Int", _:
            return str(random.randint(1, 4))
        case "Boolean", _:
            return random.choice(("true", "false"))
        case "Float", _:
            return "1.5"
        case "DateTime", _:
            return quoted(random.choice(("2026-01-31T09:30:00Z", "2026-01-31T13:00:00+01:00")))
        case "ID", _:
            if random.random() < 0.1:
                return quoted("bad")
            models = RandomModels(random, random.choice(list(Vendor)))
            kind = Kind.MEETING if random.random() < 0.5 else random.choice(list(Kind))
            return quoted(models.key(kind).encoded())
        case "String", ("after" | "before"):
            return None
        case "String", "timeZone":
            return quoted(random.choice(("Europe/Copenhagen", "Nowhere/Else")))
        case "String", _:
            return quoted(random.choice(("m1", "r1", "text")))
        case "_Any", _:
            kind = random.choice((Kind.MEETING, Kind.ROOM, Kind.DEVICE))
            key = RandomModels(random, random.choice(list(Vendor))).key(kind)
            return f'{{__typename: "{kind.value}", id: "{key.encoded()}"}}'
    return None


@cache
def operations() -> RandomOperations:
    return RandomOperations(schemas()[0].core, value_of, LEFT_OUT, WEIGHTS, depth=7, most=70)


async def answered(
    schema: ExecutableSchema, text: str, variables: dict[str, Any], world: int
) -> tuple[ExecutionResult, Context, list[FakeVendor]] | None:
    """The result in a world; None if the operation is refused."""
    random = Random(world)
    vendors: list[FakeVendor] = [OddVendor(vendor, world, random) for vendor in Vendor]
    scopes = random.choice((ROLES["admin"], ROLES["viewer"], ROLES["operator"], frozenset()))
    context = a_context(*vendors, principal=replace(ANONYMOUS, scopes=scopes))
    context.revealed = Kept()
    try:
        prepared = schema.prepare(GraphQLRequest(text), context)
    except OperationFailed:
        return None
    return await schema.execute(prepared, variables, context), context, vendors


def apart(result: ExecutionResult) -> tuple[ExecutionResult, Counter[str]]:
    """The errors of places, and those about what was denied or is missing."""
    own: list[GraphQLError] = []
    told: Counter[str] = Counter()
    for error in result.errors or ():
        if (error.extensions or {}).keys() & {"scopes", "missing"}:
            formatted: dict[str, Any] = dict(error.formatted)
            if "scopes" in (error.extensions or {}):
                # The path is that of the first row whose vendor answered.
                formatted["path"] = [step if isinstance(step, str) else 0 for step in error.path or ()]
            told[json.dumps(formatted, sort_keys=True)] += 1
        else:
            own.append(error)
    return ExecutionResult(result.data, own or None), told


def missing(result: ExecutionResult) -> list[Any]:
    return [
        (each["vendor"], sorted(map(str, each.get("missing", ()))))
        for each in (result.extensions or {}).get("vendors", ())
    ]


def things(vendors: Sequence[FakeVendor]) -> dict[Any, Counter[str]]:
    """What each method was asked for; a key twice if it was asked for twice."""
    found: dict[Any, Counter[str]] = {}
    for vendor in vendors:
        for call in vendor.calls:
            found.setdefault((vendor.vendor, call.method), Counter()).update(
                str(key) for key in call.keys if isinstance(key, Key)
            )
    return found


def more_calls(own: Sequence[FakeVendor], other: Sequence[FakeVendor]) -> Counter[Any]:
    """The calls beyond those that others needed for the same."""
    made = [
        Counter((vendor.vendor, call.method) for vendor in vendors for call in vendor.calls)
        for vendors in (own, other)
    ]
    return made[0] - made[1]


def places(context: Context) -> list[list[str]]:
    return sorted(
        sorted(str(path.as_list()) for paths in each.paths for path in paths)
        for each in context.audit_intents.shown
    )


async def compared(seed: int, worlds: int) -> int:
    """How many worlds an operation was compared in; none if it is refused."""
    operation = operations().make(seed, "mutation" if seed % 10 == 0 else "query")
    for world in range(seed, seed + worlds):
        both = [
            await answered(schema, operation.text, dict(operation.variables), world) for schema in schemas()
        ]
        planned, core = both
        if planned is None or core is None:
            assert planned is core is None
            return 0
        (ours, our_told), (theirs, their_told) = apart(planned[0]), apart(core[0])
        found = differences(ours, theirs)
        for name, own, other in (
            ("denied or missing", our_told, their_told),
            ("missing by vendor", missing(planned[0]), missing(core[0])),
            ("what was asked", things(planned[2]), things(core[2])),
            ("more calls", more_calls(planned[2], core[2]), Counter()),
            ("secrets", planned[1].revealed.shown, core[1].revealed.shown),  # type: ignore[attr-defined]
            ("places of secrets", places(planned[1]), places(core[1])),
        ):
            if own != other:
                found.append(f"{name}: {own}\nof graphql-core: {other}")
        assert not found, f"seed {seed}, world {world}\n{shown(operation)}\n" + "\n".join(found)
    return worlds


async def test_plans_answer_ask_deny_and_record_as_graphql_core_does() -> None:
    assert sum([await compared(seed, 2) for seed in range(80)]) > 80


@pytest.mark.plans
async def test_they_do_so_in_many_worlds() -> None:
    assert sum([await compared(seed, 10) for seed in range(10_000, 12_000)]) > 10_000

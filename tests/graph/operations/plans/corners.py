"""A schema of corners, whose values depend on nothing but a seed and the place in the schema."""

import asyncio
import enum
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLEnumType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_nullable_type,
    is_list_type,
)
from graphql import execute as execute_by_core
from graphql.execution.values import get_variable_values
from strawberry.utils.await_maybe import await_maybe

from graph.operations.awaitables import Awaitables
from graph.operations.plans.execution import PlanExecution
from graph.operations.prepare import PreparedOperation
from graph.operations.time_slices import TimeSlices
from graph.schema.direct_resolvers import DirectResolver
from models.account import first_account
from models.partial import Unfetched
from models.vendor import Vendor
from resolvers.loaders.base import BatchLoader, Group
from resolvers.loads import Load

SDL = """
interface Named { name: String! self: Named friends(first: Int): [Named] }
union Thing = Cat | Dog | Box
enum Kind { SMALL LARGE }
scalar Blob

type Cat implements Named {
  name: String! self: Named friends(first: Int): [Named] id: ID! age: Int weight: Float! flag: Boolean
  kind: Kind must: Cat! may: Dog thing: Thing blob: Blob kinds: [Kind!]!
}
type Dog implements Named {
  name: String! self: Named friends(first: Int): [Named] age: Int! owner: Box things: [Thing!]! grid: [[Int!]]!
  boxes: [[Box!]!] late: [Dog]
}
type Box {
  size: Float label(upper: Boolean = false, of: [Kind!]): String inner: Box content: Thing! cats: [Cat!]
  words: [String]
}
type Query { cat: Cat dog: Dog! box: Box named: Named things(first: Int): [Thing] grid: [[[Int]!]!] boxes: [Box!]! }
type Mutation { may: Cat must: Cat! number: Int! words: [String!]! thing(of: Kind): Thing! box: Box! }
"""


class Kind(enum.Enum):
    SMALL = 1
    LARGE = 2


class Fault(Exception):
    """What a resolver raises or returns."""


@dataclass(frozen=True)
class Thing:
    """An object of a type; its seed decides its values."""

    type: str
    seed: str

    @property
    def odd(self) -> Any:
        """An attribute that is of any class, or raises."""
        match Random(f"{self.seed}/odd").randrange(8):
            case 0:
                raise Fault(self.seed)
            case 1:
                return Fault(self.seed)
            case 2 | 3:
                return Unfetched("rest")
            case made:
                return (None, 7, "seven", Kind.LARGE)[made - 4]


class CornerLoader(BatchLoader[str, None]):
    """Loads nothing, for three accounts that answer late or fail, as the seed says."""

    def __init__(self, seed: int, faults: float) -> None:
        super().__init__(lambda item: item)
        self._seed = seed
        self._faults = faults

    def group(self, item: str) -> Group:
        return first_account("corners", Vendor.VSEE), item[0]

    async def ask(self, group: Group, items: Sequence[str]) -> Mapping[str, Any]:
        random = Random(f"{self._seed}/{group[1]}")
        for _ in range(random.choice((0, 1, 5, 30))):
            await asyncio.sleep(0)
        if random.random() < self._faults:
            raise Fault(group[1])
        return {item: Fault(item) for item in items if Random(item).random() < self._faults}


class World:
    """The values behind the schema.

    Args:
        seed: of the world.
        faults: how often a value is none of its type.
        waits: how often one is awaited, or loaded.
    """

    def __init__(self, seed: int, faults: float, waits: float) -> None:
        self._seed = seed
        self._faults = faults
        self._waits = waits
        self._loader = CornerLoader(seed, faults)
        self.asked = 0

    def value(self, root: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        self.asked += 1
        seed = f"{self._seed}/{getattr(root, 'seed', '')}/{info.parent_type}.{info.field_name}/{arguments}"
        return self._waiting(Random(seed), lambda random: self._of(random, info.return_type, seed, 0))

    def value_of(self, root: Any, parent: str, name: str, type_: Any) -> Any:
        """As `value`, of a field without arguments that is named."""
        self.asked += 1
        seed = f"{self._seed}/{root.seed}/{parent}.{name}"
        return self._waiting(Random(seed), lambda random: self._of(random, type_, seed, 0))

    def _waiting(self, random: Random, make: Callable[[Random], Any]) -> Any:
        if random.random() >= self._waits:
            return make(random)
        if random.random() < 0.5:
            return self._loaded(random, make)
        turns = random.choice((0, 0, 1, 2, 5))

        async def late() -> Any:
            for _ in range(turns):
                await asyncio.sleep(0)
            return make(random)

        return late()

    def _loaded(self, random: Random, make: Callable[[Random], Any]) -> Load[Any]:
        item = f"{random.choice('abc')}{random.randrange(8)}"
        if random.random() < 0.2:
            return Load(self._loader, item, lambda _: self._loaded(random, make))
        return Load(self._loader, item, lambda _: make(random))

    def _of(self, random: Random, type_: Any, seed: str, depth: int) -> Any:
        if random.random() < self._faults:
            match random.randrange(6):
                case 0:
                    raise Fault(seed)
                case 1:
                    return Fault(seed)
                case 2:
                    return object()
                case 3:
                    return {"odd": 1}
                case 4:
                    return True
                case _:
                    return None
        inner = get_nullable_type(type_)
        if inner is type_ and random.random() < 0.15:
            return None
        if is_list_type(inner):
            made = [
                self._item(random, inner.of_type, f"{seed}.{index}", depth + 1)
                for index in range(random.randint(0, 3))
            ]
            return random.choice((made, tuple(made), iter(made)))
        return self._named(random, inner, seed)

    def _item(self, random: Random, type_: Any, seed: str, depth: int) -> Any:
        """An item of a list: it may be awaited, and then it may raise."""
        if random.random() < 0.2 * self._waits:

            async def late() -> Any:
                await asyncio.sleep(0)
                return self._of(Random(seed), type_, seed, depth)

            return late()
        try:
            return self._of(random, type_, seed, depth)
        except Fault as fault:
            return fault

    def _named(self, random: Random, type_: Any, seed: str) -> Any:
        match type_.name:
            case "String":
                return random.choice(("a", "b", "", 4, 2.5, True))
            case "ID":
                return random.choice(("x1", 7, "y"))
            case "Int":
                return random.choice((1, -5, 2**31, 2**40, True, 3.0, 3.5, "4"))
            case "Float":
                return random.choice((1.5, float("nan"), 2, True, float("inf"), "1.5"))
            case "Boolean":
                return random.choice((True, False, 1, 0))
            case "Kind":
                return random.choice((*Kind, "SMALL", 3, [1]))
            case "Blob":
                return random.choice(({"a": [1]}, [1], "blob", 0))
            case "Named":
                return Thing(random.choice(("Cat", "Dog")), seed)
            case "Thing":
                return Thing(random.choice(("Cat", "Dog", "Box")), seed)
            case name:
                return Thing(name if random.random() < 0.95 else "Wolf", seed)


def corner_schema(world: Callable[[], World]) -> GraphQLSchema:
    """The schema over the world of the moment."""
    schema = build_schema(SDL)
    for name in ("Cat", "Dog", "Box"):
        of: Any = schema.type_map[name]
        of.is_type_of = lambda value, _info, name=name: isinstance(value, Thing) and value.type == name
    kinds, blob = schema.type_map["Kind"], schema.type_map["Blob"]
    assert isinstance(kinds, GraphQLEnumType)
    assert isinstance(blob, GraphQLScalarType)
    for type_ in schema.type_map.values():
        # Those of introspection are shared by all schemas.
        if type_.name.startswith("__"):
            continue
        for field in getattr(type_, "fields", {}).values():
            if hasattr(field, "resolve"):
                field.resolve = lambda root, info, **given: world().value(root, info, **given)
    for parent in ("Cat", "Dog", "Box"):
        for name, field in schema.type_map[parent].fields.items():  # type: ignore[attr-defined]
            if not field.args and name in _OURS:
                field.resolve = _ours(world, parent, name, field.type)
    return schema


# Fields that are resolved as ours are, with the attributes that they read; the others by a function of graphql-core's.
_OURS = {
    "id": None,
    "age": None,
    "weight": "seed",
    "flag": None,
    "kind": "odd",
    "size": "odd",
    "must": None,
    "owner": None,
}


def _ours(world: Callable[[], World], parent: str, name: str, type_: Any) -> DirectResolver:
    attribute = _OURS[name]

    def function(root: Any, _info: Any) -> Any:
        found = Unfetched("rest") if attribute is None else getattr(root, attribute)
        return world().value_of(root, parent, name, type_) if isinstance(found, Unfetched) else found

    return DirectResolver(attribute, None if attribute == "seed" else function)


async def by_core(
    schema: GraphQLSchema, prepared: PreparedOperation, variables: dict[str, Any]
) -> ExecutionResult:
    awaitables = Awaitables()
    result = await await_maybe(
        execute_by_core(
            schema,
            prepared.document,
            variable_values=variables,
            is_awaitable=awaitables.is_awaitable,  # type: ignore[arg-type]
        )
    )
    # It leaves what was not begun where a neighbour failed.
    awaitables.close()
    return result


async def by_plan(
    schema: GraphQLSchema, prepared: PreparedOperation, variables: dict[str, Any]
) -> ExecutionResult:
    given = get_variable_values(schema, prepared.definition.variable_definitions or (), variables)
    assert not isinstance(given, list)
    plan = prepared.plans.of(given)
    assert plan is not None
    context: Any = None
    awaitables = Awaitables()
    found = PlanExecution(plan, given, context, awaitables, TimeSlices(), hide_suggestions=True).begin()
    result = found if isinstance(found, ExecutionResult) else await found
    assert {inspect.getcoroutinestate(each) for each in awaitables.met} <= {inspect.CORO_CLOSED}
    return result

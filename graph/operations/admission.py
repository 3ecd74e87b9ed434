"""Admits operations: each may cost so much, pays from its caller's bucket before it runs, and gets the unused back."""

from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult

from graph.operations import costed_fields
from graph.operations.costed_fields import Cost
from graph.operations.prepare import PreparedOperation
from models.refusal import TooExpensive
from resolvers.context import Context

# What an operation costs at least: reading it is work, too.
LEAST_POINTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLimits:
    """The most that one operation may cost.

    Attributes:
        points: the sum of the weights of its fields.
        objects: how many objects its answer may hold.
    """

    points: int = 1_000
    objects: int = 5_000


COST_LIMITS = CostLimits()


@dataclass(slots=True)
class Charge:
    """What an operation, or an event, has paid.

    Attributes:
        requested: the points.
    """

    requested: int
    _prepared: PreparedOperation
    _variables: dict[str, Any]
    _context: Context

    def give_back(self, points: int) -> None:
        """Gives points back that were not used."""
        if self._context.rate_limits is not None:
            self._context.rate_limits.give_back(self._context.principal.caller, points)

    def settle(self, result: ExecutionResult) -> None:
        """Gives back what was not used, and tells the cost in the result's extensions."""
        used = costed_fields.used(self._prepared.costed, result.data, self._variables)
        # Never more than was requested, although a list may have more rows than was assumed.
        if used < LEAST_POINTS:
            used = LEAST_POINTS
        if used < self.requested:
            self.give_back(self.requested - used)
        else:
            used = self.requested
        cost_told = told(self._context, requested=self.requested, actual=used)
        result.extensions = {**(result.extensions or {}), **cost_told}


def told(context: Context, *, requested: int, actual: int) -> dict[str, Any]:
    """The cost of an operation as its result's extensions have it, with what its caller has left."""
    found, limits = {"requested": requested, "actual": actual}, context.rate_limits
    if limits is not None:
        found["available"] = limits.available(context.principal.caller)
        found["restoreRate"] = limits.size.per_second
    return {"cost": found}


def requested(
    prepared: PreparedOperation, variables: dict[str, Any] | None, limits: CostLimits = COST_LIMITS
) -> Cost:
    """What an operation may cost; of a subscription, one of its events.

    Raises:
        TooExpensive: no operation may cost as much.
    """
    found = prepared.fixed_cost or costed_fields.expected(prepared.costed, variables or {})
    if found.points > limits.points:
        raise TooExpensive("may cost {} points", found.points, limits.points)
    if found.objects > limits.objects:
        raise TooExpensive("may answer with {} objects", found.objects, limits.objects)
    return found


async def charged(
    prepared: PreparedOperation, variables: dict[str, Any] | None, points: int, context: Context
) -> Charge:
    """Takes what an operation may cost out of its caller's bucket.

    Raises:
        RateLimited: the bucket does not hold as much now.
    """
    points, limits, caller = max(points, LEAST_POINTS), context.rate_limits, context.principal.caller
    if limits is not None and not limits.take_held(caller, points):
        await limits.take(caller, points)
    return Charge(points, prepared, variables or {}, context)

"""To a tenant, an id of another tenant takes as long as one that never existed: the time does not tell which it is."""

import sys
import time
from statistics import median

import pytest

from tests.support.clinics import Clinic
from tests.support.foreign_ids import Question, first_event, given, questions

pytestmark = pytest.mark.abuse

# Each question is asked so often in turn, for the one thing and for the other; one whose times differ is asked more.
_PAIRS, _MORE_PAIRS = 10, 40
# How often a question may look different, since some of two hundred do so by chance.
_TRIES = 3
# What is less than this is no difference that could be measured over a network.
_MS, _PART = 0.5, 0.05


async def test_another_tenants_id_takes_as_long_as_one_that_never_existed(
    clinics: tuple[Clinic, Clinic],
) -> None:
    north, south = clinics
    asked = [(south, each) for each in await questions(south, north)]
    differences: list[float] = []
    asked += [(north, each) for each in await questions(north, south)]
    different, again = [], 0
    for clinic, question in asked:
        first = await difference(clinic, question, _PAIRS)
        found = first
        for _ in range(_TRIES):
            if not found.is_one:
                break
            again += 1
            found = await difference(clinic, question, _MORE_PAIRS)
            if found.is_shorter != first.is_shorter:
                break
        else:
            different.append(f"{question.place}: {found}")
        differences.append(abs(found.ms))
    sys.stdout.write(
        f"\n{len(asked)} questions, {again} asked again; medians differ by {median(differences):.2f} ms (median)\n"
    )
    assert different == []
    assert len(asked) > 130


class Difference:
    """What the times of two questions that were asked in turn say.

    Attributes:
        ms: by how much the median for the foreign thing is longer.
        is_one: whether it is more than chance and more than nothing.
        is_shorter: whether the foreign thing takes less time.
    """

    def __init__(self, foreign: list[float], absent: list[float]) -> None:
        self.ms = median(foreign) - median(absent)
        self.is_shorter = self.ms < 0
        longer = sum(one > other for one, other in zip(foreign, absent, strict=True))
        # By the sign test less than one in twenty of equal questions looks like this.
        is_beyond_chance = abs(longer - len(foreign) / 2) >= len(foreign) ** 0.5
        self.is_one = is_beyond_chance and abs(self.ms) > max(_MS, _PART * median(absent))
        self._medians = (
            f"{median(foreign):.2f} ms for the foreign thing, {median(absent):.2f} ms for the absent"
        )

    def __str__(self) -> str:
        return self._medians


async def difference(clinic: Clinic, question: Question, pairs: int) -> Difference:
    foreign: list[float] = []
    absent: list[float] = []
    for number in range(pairs):
        turns = [(question.foreign, foreign), (question.absent, absent)]
        for id, taken in turns if number % 2 else reversed(turns):
            taken.append(await milliseconds(clinic, question, id))
    return Difference(foreign, absent)


async def milliseconds(clinic: Clinic, question: Question, id: str) -> float:
    """How long the answer takes; of a subscription, the first that is heard of it."""
    text, variables = given(question.operation, id, question.own)
    began = time.perf_counter()
    if question.operation.is_subscription:
        await first_event(clinic, text, variables)
    else:
        await clinic.ask(text, **variables)
    return (time.perf_counter() - began) * 1000

"""Measures what one tenant's operations take beside another's flood, and beside an equal one that meets no gateway."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import IO

from tests.abuse.target import Target
from tests.support.demo import ROOT
from tests.support.world import LOOPBACK

_OURS = "{ meetings(first: 5, filter: { vendors: [VCONNCT, ENABLEX] }) { nodes { title } } }"
_ASKED, _PAUSE_SECONDS = 100, 0.01
_CONNECTIONS = 100
# So many that no bucket is empty.
_CALLERS = 20


class Times:
    """What operations took, in milliseconds, one after the other."""

    def __init__(self, taken: Sequence[float]) -> None:
        self.taken = sorted(taken)

    def within(self, part: float) -> float:
        """The time within which this part of them was answered."""
        return self.taken[round(part * (len(self.taken) - 1))]

    def __str__(self) -> str:
        return f"p50 {self.within(0.5):.1f} ms, p99 {self.within(0.99):.1f} ms"


@dataclass(frozen=True, slots=True)
class Round:
    """One comparison.

    Attributes:
        calm: beside a flood of the same rate that another process answers.
        flooded: beside the flood.
        answers: those of the gateway to the flood, in a second.
    """

    calm: Times
    flooded: Times
    answers: Counter[str]

    def ratio(self, part: float) -> float:
        """How many times longer it takes beside the flood."""
        return self.flooded.within(part) / self.calm.within(part)

    def __str__(self) -> str:
        return f"calm {self.calm}; beside the flood {self.flooded}; a second of it: {dict(self.answers)}"


def compared(target: Target, kind: str, tokens: Sequence[str]) -> Round:
    """Asks beside a flood, and then beside one of the same rate that meets no gateway.

    So what the flood's client takes of the machine is there in both cases.

    Args:
        kind: one of `tests.abuse.flood.KINDS`.
        tokens: of the callers who flood.
    """
    with flooding(kind, target.port, tokens) as told:
        flooded = asked(target)
        answers = Counter[str](json.loads(told.readline()))
    with _sink(max(answers.total(), 1)) as port, flooding("requests", port, tokens):
        calm = asked(target)
    return Round(calm, flooded, answers)


@contextmanager
def flooding(kind: str, port: int, tokens: Sequence[str]) -> Iterator[IO[str]]:
    """Floods a port during a block; gives the answers of each second, a line each."""
    command = [sys.executable, "-m", "tests.abuse.flood", kind, str(port), str(_CONNECTIONS)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as flood:
        try:
            assert flood.stdin is not None
            assert flood.stdout is not None
            flood.stdin.write("\n".join(tokens))
            flood.stdin.close()
            # It has begun.
            flood.stdout.readline()
            flood.stdout.readline()
            yield flood.stdout
        finally:
            flood.kill()


@contextmanager
def _sink(rate: int) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.abuse.sink", str(rate)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sink:
        try:
            assert sink.stdout is not None
            yield int(sink.stdout.readline())
        finally:
            sink.kill()


def asked(target: Target) -> Times:
    """Our tenant asks, one operation after the other."""
    body = json.dumps({"query": _OURS})
    taken = []
    connection = HTTPConnection(LOOPBACK, target.port, timeout=30)
    for number in range(_ASKED):
        headers = target.bearer("viewer", sub=f"ours-{number % _CALLERS}")
        began = time.perf_counter()
        connection.request("POST", "/graphql", body, {"content-type": "application/json", **headers})
        answer = connection.getresponse()
        told = answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, told
        time.sleep(_PAUSE_SECONDS)
    connection.close()
    return Times(taken)

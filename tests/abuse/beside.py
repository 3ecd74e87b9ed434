"""Measures what one tenant's operations take beside another's flood, and beside an equal one that meets no gateway.

What the gateway and its MongoDB add is all that differs. In the calm state a sink answers the same client at the rate
of the gateway, and sends as many calls to the flooding tenant's vendors, so that what these take of the machine is
there in either state. Each tenant has vendors of its own. The gateway has a processor of its own where there are
several: clients and vendors are elsewhere in earnest, too. Both states take turns, so that what else the machine does
meets them alike, and all that was asked in either is one sample. What other programs took of the processors does not
count: a gateway that works more has to wait more for them, which is not its doing.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle, islice
from typing import Self
from urllib.parse import urlencode

import httpx

from tests.abuse.flood import LIST
from tests.abuse.processors import Waiting, apart
from tests.abuse.target import Target
from tests.support import serve
from tests.support.demo import ROOT
from tests.support.tokens import TENANT
from tests.support.world import LOOPBACK

_TURNS, _ASKED, _PAUSE_SECONDS = 6, 250, 0.005
_CONNECTIONS = 100
# So many that no bucket is empty.
_CALLERS = 30
# What a flood begins with, and leaves behind.
_SETTLING_SECONDS = 1.0


class Times:
    """What operations took, in milliseconds."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def within(self, part: float) -> float:
        """The time within which this part of them was answered."""
        return sorted(self.taken)[round(part * (len(self.taken) - 1))]

    def __str__(self) -> str:
        return f"p50 {self.within(0.5):.1f} ms, p99 {self.within(0.99):.1f} ms"


@dataclass(slots=True)
class Comparison:
    """What one tenant's operations took.

    Attributes:
        alone: before any flood.
        calm: beside the flood that a sink answers.
        flooded: beside the flood.
        answers: those to the flood.
        seconds: how long that was.
        calls: those to the vendors of the tenant that floods.
    """

    alone: Times = field(default_factory=Times)
    calm: Times = field(default_factory=Times)
    flooded: Times = field(default_factory=Times)
    answers: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    calls: int = 0

    def ratio(self, part: float) -> float:
        """How many times longer it takes beside the flood."""
        return self.flooded.within(part) / self.calm.within(part)

    def __str__(self) -> str:
        answers = {status: round(number / self.seconds) for status, number in self.answers.items()}
        return (
            f"alone {self.alone}; calm {self.calm}; beside the flood {self.flooded}; "
            f"median {self.ratio(0.5):.2f} times, p99 {self.ratio(0.99):.2f} times; a second of the flood: "
            f"{answers}, {self.calls / self.seconds:.0f} calls to vendors"
        )


def compared(target: Target, kind: str, tokens: Sequence[str]) -> Comparison:
    """Asks in turns beside a flood, and beside one of the same rate that meets no gateway.

    Args:
        kind: one of `tests.abuse.flood.KINDS`.
        tokens: of the callers who flood.
    """
    told = Comparison()
    with ExitStack() as stack:
        stack.enter_context(apart(target.pid, target.mongod))
        ours = stack.enter_context(_asking(target))
        for _ in range(2):
            # What was warmed up is not what was asked first.
            told.alone = Times()
            ours(told.alone)
        flood = stack.enter_context(Flood(kind, tokens))
        sink = stack.enter_context(_Sink(target))
        for _ in range(_TURNS):
            target.others.forget()
            flood.at(target.port)
            began = time.monotonic()
            ours(told.flooded)
            told.answers += flood.at(sink.port)
            told.seconds += time.monotonic() - began
            told.calls += target.others.count()
            sink.answers(told.answers.total() / told.seconds, told.calls / told.seconds)
            ours(told.calm)
    return told


class _Process:
    """A process that takes lines and answers some of them."""

    def __init__(self, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


class Flood(_Process):
    """The client of a flood.

    Args:
        kind: one of `tests.abuse.flood.KINDS`.
        tokens: of the callers who flood.
    """

    def __init__(self, kind: str, tokens: Sequence[str]) -> None:
        super().__init__("tests.abuse.flood", kind, str(_CONNECTIONS))
        self.say(json.dumps(tokens))

    def at(self, port: int) -> Counter[str]:
        """Floods a port from now on; gives the answers of the one before."""
        self.say(str(port))
        return Counter(json.loads(self.hear()))


class _Sink(_Process):
    """What stands for a gateway.

    Attributes:
        port: where it listens.
    """

    def __init__(self, target: Target) -> None:
        super().__init__("tests.abuse.sink")
        self.port = int(self.hear())
        self._vendor = target.others.addresses["ENABLEX"]
        self._call = _call(target)

    def answers(self, rate: float, calls: float) -> None:
        """Says how many answers it gives, and how many calls it sends to a vendor, in a second."""
        self.say(f"{max(rate, 1.0)} {calls} {self._vendor} {self._call}")


def _call(target: Target) -> str:
    """What the gateway asks a vendor for the flood's lists."""
    target.others.forget()
    headers = serve.bearer(tenant=TENANT, roles=["viewer"], sub="first")
    httpx.post(target.graphql, json={"query": LIST}, headers=headers, trust_env=False).raise_for_status()
    entry = target.others.seen("ENABLEX")[0]
    return f"{entry['path']}?{urlencode(entry['query'])}"


@contextmanager
def _asking(target: Target) -> Iterator[Callable[[Times], None]]:
    """Our tenant's client, which asks one operation after the other."""
    body = json.dumps({"query": LIST})
    callers = [target.bearer("viewer", sub=f"ours-{number}") for number in range(_CALLERS)]
    with (
        closing(HTTPConnection(LOOPBACK, target.port, timeout=30)) as connection,
        Waiting(os.getpid(), target.pid, target.world.pid) as waiting,
    ):

        def ask(times: Times) -> None:
            time.sleep(_SETTLING_SECONDS)
            for headers in islice(cycle(callers), _ASKED):
                began, waited = time.perf_counter(), waiting.seconds()
                connection.request("POST", "/graphql", body, {"content-type": "application/json", **headers})
                answer = connection.getresponse()
                told = answer.read()
                passed = time.perf_counter() - began
                times.taken.append(max(passed - (waiting.seconds() - waited), 0.0) * 1000)
                assert answer.status == 200, told
                time.sleep(_PAUSE_SECONDS)

        yield ask

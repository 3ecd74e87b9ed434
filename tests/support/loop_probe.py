"""How long the loop is held, and how much memory is taken, while a vendor's answer is read."""

import asyncio
import gc
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path

from graph.serving.process.server import COLLECTED_AT
from tests.support.raw_vendor import Wire, served_raw

MIB = 1024 * 1024


@dataclass
class Probe:
    """What was seen of the loop.

    Attributes:
        held: for how long callbacks between two looks kept its thread busy, in seconds of that thread's own CPU time;
            other processes and threads do not count, however busy they make the machine.
    """

    held: list[float] = field(default_factory=list)
    _before: int = 0

    @property
    def longest(self) -> float:
        return max(self.held, default=0.0)

    @property
    def grown(self) -> int:
        """By how many bytes the process has been larger at most than at the beginning."""
        return _size("VmHWM") - self._before


def _size(line: str) -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split(f"{line}:")[1].split()[0]) * 1024


def _from_here_on() -> int:
    """Has the kernel note the greatest size from now on; gives the present one."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _size("VmRSS")


@asynccontextmanager
async def probed() -> AsyncIterator[Probe]:
    """Looks at the loop again and again for the time of a block."""
    probe = Probe(_before=_from_here_on())

    async def look() -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.0005)
            now = time.thread_time()
            probe.held.append(now - last)
            last = now

    looking = asyncio.create_task(look())
    try:
        yield probe
    finally:
        looking.cancel()


@contextmanager
def collected_as_served() -> Iterator[None]:
    """As in a gateway that has started: collections pass over what is there, and full ones are rare."""
    by_default = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AT)
    try:
        yield
    finally:
        gc.set_threshold(*by_default)
        gc.unfreeze()


def _serve(answer: bytes, certificate: Path | None, tell: Connection) -> None:
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.raw(answer)

    async def run() -> None:
        async with served_raw(behave, tls=tls) as (port, _):
            tell.send(port)
            await asyncio.Event().wait()

    asyncio.run(run())


@asynccontextmanager
async def served_elsewhere(answer: bytes, certificate: Path | None = None) -> AsyncIterator[int]:
    """The port of a vendor that answers everything the same, in a process of its own; over TLS with a certificate."""
    ours, theirs = Pipe()
    vendor = get_context("spawn").Process(target=_serve, args=(answer, certificate, theirs), daemon=True)
    vendor.start()
    try:
        yield await asyncio.to_thread(ours.recv)
    finally:
        vendor.kill()
        vendor.join()

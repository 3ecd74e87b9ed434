"""Measures subscriptions under load: `python -m bench.subscriptions [idle] [commands]`.

Idle: so many subscriptions on one process that tell nothing; what each costs in memory, and how long a query takes
beside them. Commands: two replicas, the commands given to one and followed on the other; the time from the tablet's
execution, by the simulator's record, to the subscriber, with one subscriber among them that never reads. Simulators,
gateways and MongoDB are processes of their own; the subscribers are in this one.
"""

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from models.documents.mongod import Mongod
from models.ids import Key, Kind
from models.vendor import Vendor

IDLE, A_SOCKET, QUERIES = 10_000, 100, 300
COMMANDS, TABLETS, WATCHING = 1_000, 50, 100
KINDS: Sequence[dict[str, Any]] = (
    {"type": "SET_VOLUME", "volume": 40},
    {"type": "CAMERA_ON", "value": True},
    {"type": "SET_QUALITY", "quality": "HIGH"},
    {"type": "MICROPHONE_ON", "value": False},
)
QUERY = "{ meetings(first: 5, filter: {vendors: [TELECOMX]}) { nodes { title } } }"
OF_DEVICE = "subscription ($id: ID!) { deviceCommands(deviceId: $id) { id vendorId state } }"
OF_MEETING = "subscription ($id: ID!) { meetingCommands(meetingId: $id) { id vendorId state } }"
SEND = (
    "mutation ($input: SendDeviceCommandInput!) { sendDeviceCommand(input: $input) { problems { message } } }"
)


class Process(NamedTuple):
    """A gateway."""

    port: int
    pid: int

    def kilobytes(self) -> int:
        """Its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1])


class Clinic:
    """The simulators, steered as the demo's are, and gateways over them."""

    def __init__(self, mongodb: str, first_port: int) -> None:
        self._mongodb = mongodb
        self._first_port = first_port
        self._control = f"http://127.0.0.1:{first_port}/_control"
        self.client = httpx.AsyncClient(trust_env=False, timeout=60)

    async def told(self, path: str, body: Any) -> Any:
        answer = await self.client.post(f"{self._control}/{path}", json=body)
        return answer.raise_for_status().json()

    @asynccontextmanager
    async def gateway(self, database: str) -> AsyncIterator[Process]:
        wanted = {"mongodb": self._mongodb, "database": database, "simulators": self._first_port}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.gateway", json.dumps(wanted)), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            yield Process(**json.loads(await process.stdout.readline()))
        finally:
            process.kill()
            await process.wait()

    async def ask(self, gateway: Process, query: str, **variables: Any) -> Any:
        answer = await self.client.post(
            f"http://127.0.0.1:{gateway.port}/graphql", json={"query": query, "variables": variables}
        )
        body = answer.raise_for_status().json()
        if "errors" in body:
            raise RuntimeError(body["errors"])
        return body["data"]

    async def tablets(self, gateway: Process) -> list[dict[str, str]]:
        found = await self.ask(gateway, "{ devices(first: 100) { nodes { id vendorId } } }")
        nodes: list[dict[str, str]] = found["devices"]["nodes"]
        return nodes


@asynccontextmanager
async def subscribed(gateway: Process, query: str, ids: Sequence[str]) -> AsyncIterator[ClientConnection]:
    """A socket with one subscription for each id."""
    async with connect(
        f"ws://127.0.0.1:{gateway.port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        proxy=None,
        compression=None,
        max_size=None,
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
        for number, id in enumerate(ids):
            payload = {"query": query, "variables": {"id": id}}
            await socket.send(json.dumps({"type": "subscribe", "id": str(number), "payload": payload}))
        # It is answered when what came before it was read.
        await socket.send(json.dumps({"type": "ping"}))
        while json.loads(await socket.recv())["type"] != "pong":
            pass
        yield socket


async def series(clinic: Clinic, gateway: Process) -> list[float]:
    found = []
    for _ in range(QUERIES):
        began = time.perf_counter()
        await clinic.ask(gateway, QUERY)
        found.append(time.perf_counter() - began)
    return found


def share(seconds: Sequence[float], of: float) -> float:
    """The milliseconds within which a share of them lie."""
    return sorted(seconds)[round(of * (len(seconds) - 1))] * 1000


async def idle(clinic: Clinic) -> None:
    async with clinic.gateway(f"idle-{secrets.token_hex(4)}") as gateway, AsyncExitStack() as sockets:
        tablets = [tablet["id"] for tablet in await clinic.tablets(gateway)]
        calm = await series(clinic, gateway)
        before = gateway.kilobytes()
        for first in range(0, IDLE, A_SOCKET):
            ids = [tablets[(first + number) % len(tablets)] for number in range(A_SOCKET)]
            await sockets.enter_async_context(subscribed(gateway, OF_DEVICE, ids))
        beside = await series(clinic, gateway)
        each = (gateway.kilobytes() - before) / IDLE
    say(f"{IDLE} idle subscriptions on {IDLE // A_SOCKET} sockets: {each:.1f} KiB each")
    say(f"a query: p50 {share(calm, 0.5):.0f} ms and p99 {share(calm, 0.99):.0f} ms before,")
    say(f"  p50 {share(beside, 0.5):.0f} ms and p99 {share(beside, 0.99):.0f} ms beside them")


class Watch:
    """Notes when each command was told to be carried out."""

    def __init__(self) -> None:
        self.executed: dict[str, list[float]] = {}
        self.events = 0

    async def listen(self, socket: ClientConnection, heard: asyncio.Queue[str] | None = None) -> None:
        async for message in socket:
            told = json.loads(message)
            if told["type"] != "next":
                continue
            self.events += 1
            (command,) = told["payload"]["data"].values()
            if command["state"] == "EXECUTED":
                self.executed.setdefault(command["vendorId"], []).append(time.time())
                if heard is not None:
                    heard.put_nowait(command["id"])


async def commands(clinic: Clinic) -> None:
    await clinic.told("seed", {"scale": 8})
    await clinic.told("switches", {"tablet_fetch_seconds": 0, "tablet_execute_seconds": 0})
    database = f"commands-{secrets.token_hex(4)}"
    watch = Watch()
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(clinic.gateway(database))
        other = await stack.enter_async_context(clinic.gateway(database))
        tablets = (await clinic.tablets(one))[:TABLETS]
        booked = [
            await clinic.told("hooks/book", {"state": "STARTED", "devices": [tablet["vendorId"]]})
            for tablet in tablets
        ]
        meetings = [_meeting_id(entry["_id"]) for entry in booked]
        # Many listen to the first meeting; one of them reads nothing.
        listening = []
        for number in range(WATCHING):
            socket = await stack.enter_async_context(subscribed(other, OF_MEETING, meetings[:1]))
            if number:
                listening.append(asyncio.create_task(watch.listen(socket)))

        async def keep_telling(tablet: dict[str, str], meeting: str) -> None:
            heard: asyncio.Queue[str] = asyncio.Queue()
            async with subscribed(other, OF_DEVICE, [tablet["id"]]) as socket:
                reading = asyncio.create_task(watch.listen(socket, heard))
                for number in range(COMMANDS // TABLETS):
                    kind = KINDS[number % len(KINDS)]
                    given = {"meeting": meeting, "devices": [tablet["id"]], **kind}
                    told = await clinic.ask(one, SEND, input=given)
                    if told["sendDeviceCommand"]["problems"]:
                        raise RuntimeError(told)
                    await heard.get()
                reading.cancel()

        began = time.perf_counter()
        await asyncio.gather(*map(keep_telling, tablets, meetings))
        took = time.perf_counter() - began
        for task in listening:
            task.cancel()
        executions = (await clinic.told("hooks/executions", {}))["executions"]
    at = {entry["command"]: datetime.fromisoformat(entry["at"]).timestamp() for entry in executions}
    delays = [told - at[id] for id, moments in watch.executed.items() for told in moments]
    say(f"{COMMANDS} commands to {len(tablets)} tablets through two replicas in {took:.0f} s")
    say(f"{watch.events} events, {watch.events / took:.0f} a second; {len(executions)} executions")
    say(
        f"from the tablet to its subscribers: p50 {share(delays, 0.5):.0f} ms, p99 {share(delays, 0.99):.0f} ms"
    )
    say(f"{WATCHING} of the subscribers listened to one meeting, and one of them never read")


def _meeting_id(vendor_id: str) -> str:
    return Key(Kind.MEETING, Vendor.TELECOMX, (vendor_id,)).encoded()


async def run(wanted: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="meetgraph-bench-") as folder:
        mongod = Mongod(folder=Path(folder), binary=None)
        mongod.start()
        await mongod.until_ready()
        simulators, first_port = _simulators()
        try:
            assert mongod.uri is not None
            clinic = Clinic(mongod.uri, first_port)
            await _answering(clinic)
            if "idle" in wanted:
                await idle(clinic)
            if "commands" in wanted:
                await commands(clinic)
            await clinic.client.aclose()
        finally:
            simulators.kill()
            simulators.wait()
            await mongod.aclose()


def _simulators() -> tuple["subprocess.Popen[bytes]", int]:
    first_port = secrets.randbelow(20_000) + 10_000
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators", "--port", str(first_port)], stdout=subprocess.DEVNULL
    )
    return process, first_port


async def _answering(clinic: Clinic) -> None:
    for _ in range(200):
        try:
            await clinic.told("hooks/tick", {})
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            return
    raise RuntimeError("the simulators do not answer")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1:] or ("idle", "commands")))

"""Starts gateways as processes of their own over one MongoDB and the simulators, kills them, and asks them."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support import killable
from tests.support.forked import Forked, pipe
from tests.support.plain_http import plain_client

SEND = """mutation ($input: SendDeviceCommandInput!) {
  sendDeviceCommand(input: $input) { replayed commands { id } problems { message } }
}"""
STATE = "query ($id: ID!) { command(id: $id) { state late history { state source reason } } }"


@dataclass(frozen=True, slots=True)
class Process:
    """One gateway."""

    forked: Forked
    port: int
    client: httpx.AsyncClient

    @property
    def pid(self) -> int:
        return self.forked.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    async def ask(self, query: str, **variables: Any) -> Any:
        answer = await self.client.post(self.url, json={"query": query, "variables": variables})
        body = answer.json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def send(self, **input: Any) -> list[str]:
        """Gives a command; its ids."""
        answer = (await self.ask(SEND, input=input))["sendDeviceCommand"]
        assert answer["problems"] == []
        return [command["id"] for command in answer["commands"]]

    async def state(self, id: str) -> str:
        return str((await self.ask(STATE, id=id))["command"]["state"])

    async def until_in(self, id: str, state: str) -> None:
        """Waits until a command is in a state."""
        async with asyncio.timeout(20):
            while True:
                if await self.state(id) == state:
                    return
                await asyncio.sleep(0.05)

    async def until_settled(self, ids: Sequence[str], seconds: float) -> dict[str, str]:
        """The states of commands once none of them is under way."""
        async with asyncio.timeout(seconds):
            while True:
                states = {id: await self.state(id) for id in ids}
                if not {"ACCEPTED", "SENT", "FETCHED"} & set(states.values()):
                    return states
                await asyncio.sleep(0.2)

    def kill(self) -> None:
        self.forked.kill()

    async def gone(self) -> None:
        """Waits until the process has ended."""
        await until(lambda: not os.path.exists(f"/proc/{self.pid}"))


async def until(condition: Callable[[], bool], *, pause: float = 0.01, seconds: float = 30.0) -> None:
    """Waits until something outside of this process is so."""
    async with asyncio.timeout(seconds):
        while True:
            if condition():
                return
            await asyncio.sleep(pause)


class Fleet:
    """Opens gateways over the same simulators and the same MongoDB."""

    def __init__(self, mongodb: str, simulators: int) -> None:
        self._told = {"mongodb": mongodb, "simulators": simulators}
        self._client = plain_client(timeout=20)
        self.processes: list[Process] = []

    async def open(self, database: str, **how: Any) -> Process:
        """A gateway that listens.

        Args:
            database: gateways over the same one are replicas of each other.
            how: `point` to wait at and `arrivals` to die at there, `skew` of its clock in seconds,
                `queues` where it has an account with rooms that people wait before, `settings` beside the usual.
        """
        process = await asyncio.to_thread(self._started, {**self._told, "database": database, **how})
        self.processes.append(process)
        return process

    def _started(self, wanted: dict[str, Any]) -> Process:
        port, told = pipe()
        with port:
            with told:
                forked = Forked(killable.run, wanted, told)
            assert port.poll(30), "the gateway does not listen"
            return Process(forked, port.recv(), self._client)

    async def aclose(self) -> None:
        for process in self.processes:
            process.kill()
        await self._client.aclose()


@asynccontextmanager
async def a_fleet(mongodb: str, simulators: int) -> AsyncIterator[Fleet]:
    """A fleet for the time of a block."""
    fleet = Fleet(mongodb, simulators)
    try:
        yield fleet
    finally:
        await fleet.aclose()

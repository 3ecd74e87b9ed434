"""A private mongod: a child process of the gateway that is started, supervised, restarted and stopped with it."""

import asyncio
import contextlib
import fcntl
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from runtime.background_tasks import BackgroundTasks
from store import mongod_supervisor
from store.encryption import key_in
from store.mongod_binary import NoMongod, find

_SET = "meetgraph"
_LOCK, _KEY, _SOCKET = "gateway.lock", "store.key", "mongod.sock"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# A mongod that ran longer than this did not fail at its start.
_STEADY_SECONDS = 10.0
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
# The system's limit for the path of a socket is 108 bytes, and 104 on macOS.
_LONGEST_SOCKET = 100

_OPTIONS = (
    *("--replSet", _SET),
    # Only a Unix socket, so that other users of the machine cannot connect, and no port is needed.
    *("--port", "27017", "--filePermissions", "0700"),
    *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "128"),
    # mongod's default, but without 300 MB of preallocated files.
    "--wiredTigerEngineConfigString",
    "log=(enabled=true,remove=true,path=journal,compressor=snappy,file_max=16MB,prealloc=false)",
    *("--quiet", "--logappend", "--logRotate", "reopen"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    # Slow operations would be logged with their documents.
    *("--slowms", "2147483647"),
    # How long the transaction of a killed gateway stays open, with its documents locked.
    *("--setParameter", "transactionLifetimeLimitSeconds=3"),
)

_log = logging.getLogger(__name__)


class Mongod:
    """A real mongod on a data folder of its own: a replica set of one, reached by a socket in that folder.

    Attributes:
        uri: its address, after it was ready.
        key: the encryption key in its folder, after it was ready.
        pid: its process id, while it runs.
    """

    def __init__(self, *, folder: Path | None, binary: Path | None) -> None:
        """Creates the supervisor; starts nothing.

        Args:
            folder: the folder of its data; None for a temporary folder.
            binary: the program; None to search for one.
        """
        self._ready = asyncio.Event()
        self.uri: str | None = None
        self.key: bytes | None = None
        self.pid: int | None = None
        self._folder = folder
        self._binary = binary
        self._tasks = BackgroundTasks("mongod")
        self._said = ""

    def start(self) -> None:
        """Starts it in the background, and restarts it whenever it ends; errors are logged and retried."""
        self._tasks.start(self._supervise(), name="supervise")

    @property
    def is_ready(self) -> bool:
        """Whether it accepts writes now, as far as is known."""
        return self._ready.is_set()

    @property
    def trouble(self) -> str | None:
        """Why it does not start, for an operator; the start is retried."""
        return self._said or None

    async def until_ready(self) -> None:
        """Waits until it accepts writes."""
        await self._ready.wait()

    async def aclose(self) -> None:
        """Stops it."""
        await self._tasks.aclose()

    async def _supervise(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                with self._place() as folder, _locked(folder):
                    self.key = key_in(folder / _KEY)
                    while True:
                        began = time.monotonic()
                        await self._run(folder)
                        if time.monotonic() - began > _STEADY_SECONDS:
                            pause = _FIRST_PAUSE
                        await asyncio.sleep(pause)
                        pause = min(pause * 2, _LONGEST_PAUSE)
            except (NoMongod, OSError) as error:
                self._say(f"{error}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    @contextlib.contextmanager
    def _place(self) -> Iterator[Path]:
        if self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            yield self._folder
            return
        made = Path(tempfile.mkdtemp(prefix="meetgraph-"))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    async def _run(self, folder: Path) -> None:
        """Runs the process once, until it ends."""
        binary = find(self._binary)
        data = folder / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        with _socket_in(folder) as socket:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", mongod_supervisor.__file__),
                *(str(binary), "--dbpath", str(data), "--logpath", str(folder / "mongod.log")),
                *("--bind_ip", str(socket), *_OPTIONS),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                # So that Ctrl-C reaches the gateway first.
                start_new_session=True,
            )
            self.pid = process.pid
            try:
                ended = asyncio.create_task(process.wait())
                ready = asyncio.create_task(self._until_ready(socket))
                await asyncio.wait((ended, ready), return_when=asyncio.FIRST_COMPLETED)
                if ready.done() and not ready.cancelled() and ready.exception() is None:
                    self._said = ""
                    self._ready.set()
                    await ended
                if process.returncode is not None:
                    self._say(f"mongod ended with {process.returncode}; its log is {folder / 'mongod.log'}.")
                else:
                    self._say(f"mongod does not get ready; its log is {folder / 'mongod.log'}.")
            finally:
                self._ready.clear()
                ready.cancel()
                await _ended(process, at_once=self._folder is None)
                await asyncio.gather(ended, ready, return_exceptions=True)
                self.pid = None

    async def _until_ready(self, socket: Path) -> None:
        """Waits until it accepts writes; initiates the replica set if necessary."""
        uri = _address(socket)
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri, serverSelectionTimeoutMS=500)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._until_writable(client, str(socket))
        finally:
            # Also if it is closed before its first call, and if this is cancelled while it is being closed.
            await asyncio.shield(client.close())
        self.uri = uri

    async def _until_writable(self, client: "AsyncMongoClient[dict[str, Any]]", host: str) -> None:
        settled = False
        while True:
            with contextlib.suppress(PyMongoError):
                if not settled:
                    await _settle(client, host)
                    settled = True
                if (await client.admin.command("hello")).get("isWritablePrimary"):
                    return
            await asyncio.sleep(0.02)

    def _say(self, problem: str) -> None:
        # Each message is logged once.
        if problem != self._said:
            _log.error("%s", problem)
            self._said = problem


async def _settle(client: "AsyncMongoClient[dict[str, Any]]", host: str) -> None:
    """Initiates a replica set of one at this address, or reconfigures it if the folder was moved."""
    known = await client.local["system.replset"].find_one()
    member = {"_id": 0, "host": host}
    if known is None:
        await client.admin.command("replSetInitiate", {"_id": _SET, "members": [member]})
    elif known["members"][0]["host"] != host:
        known["members"] = [member]
        await client.admin.command("replSetReconfig", known, force=True)


async def _ended(process: asyncio.subprocess.Process, *, at_once: bool) -> None:
    if process.returncode is None and not at_once:
        process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
    if process.returncode is None:
        process.kill()
        await process.wait()
    if process.stdin is not None:
        process.stdin.close()
        with contextlib.suppress(OSError):
            await process.stdin.wait_closed()


def is_in_use(folder: Path) -> bool:
    """Whether a running gateway uses the folder now."""
    lock = folder / _LOCK
    if not lock.is_file():
        return False
    try:
        with _locked(folder):
            return False
    except BlockingIOError:
        return True


def running_in(folder: Path) -> tuple[str, bytes] | None:
    """The address and the key of a mongod that a gateway runs in the folder; None if its socket is elsewhere."""
    socket = folder.resolve() / _SOCKET
    return (_address(socket), key_in(folder / _KEY)) if socket.exists() else None


def _address(socket: Path) -> str:
    return f"mongodb://{quote(str(socket), safe='')}/?directConnection=true"


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Locks the folder against other gateways; the system releases the lock when this process ends in any way."""
    with open(folder / _LOCK, "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(
                f"The data folder {folder} is in use by another gateway. Give each its own by "
                "MEETGRAPH_MONGODB_FOLDER, or let them share a MongoDB by MEETGRAPH_MONGODB_URI."
            ) from None
        yield


@contextlib.contextmanager
def _socket_in(folder: Path) -> Iterator[Path]:
    socket = folder.resolve() / _SOCKET
    if len(os.fsencode(socket)) <= _LONGEST_SOCKET:
        yield socket
        return
    with tempfile.TemporaryDirectory(prefix="meetgraph-") as short:
        yield Path(short, _SOCKET)

"""Runs all simulators as real servers on loopback: `python -m simulators [--port 8001]`."""

import argparse
import asyncio
import pkgutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

import uvicorn

import simulators
from simulators.clock import Clock
from simulators.control import Simulator


def _found() -> Iterator[type[Simulator]]:
    """The simulator in `app.py` of every folder."""
    for folder in pkgutil.iter_modules(simulators.__path__):
        if folder.ispkg:
            app = import_module(f"simulators.{folder.name}.app")
            [simulator] = (
                value
                for value in vars(app).values()
                if isinstance(value, type) and issubclass(value, Simulator) and value is not Simulator
            )
            yield simulator


SIMULATORS: tuple[type[Simulator], ...] = tuple(sorted(_found(), key=lambda kind: kind.port_offset))


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process that runs several of them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(port: int, *, until_stdin_closes: bool = False) -> None:
    """Serves the simulators on 127.0.0.1, one port each from `port` on, until SIGINT or SIGTERM.

    Args:
        port: the first port.
        until_stdin_closes: also ends when standard input does, that is with the process that holds its other end.
    """
    clock = Clock()
    servers = []
    for offset, kind in enumerate(SIMULATORS):
        config = uvicorn.Config(
            kind(clock).app(),
            host="127.0.0.1",
            port=port + offset,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        servers.append(_Server(config))

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    if until_stdin_closes:
        loop.add_reader(sys.stdin.fileno(), stop)
    for kind, server in zip(SIMULATORS, servers, strict=True):
        sys.stdout.write(f"{kind.vendor:9} http://127.0.0.1:{server.config.port}\n")
    sys.stdout.flush()
    await asyncio.gather(*(server.serve() for server in servers))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m simulators", description=__doc__)
    parser.add_argument("--port", type=int, default=8001, help="the first port")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the starting process")
    wanted = parser.parse_args(arguments)
    asyncio.run(serve(wanted.port, until_stdin_closes=wanted.until_stdin_closes))


if __name__ == "__main__":
    main()

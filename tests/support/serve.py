"""Runs `meetgraph serve` as a process of its own."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from graph.serving.settings import Settings
from models.account import DEFAULT_TENANT
from tests.support.demo import first_port
from tests.support.forked import Forked, program
from tests.support.tokens import issuer, token
from tests.support.world import LOOPBACK
from vendors.registry import VENDORS

SERVE = (sys.executable, "-m", "graph.serving.process.cli", "serve")
# Of an account that is never asked: without one no gateway starts.
AN_ACCOUNT = {"VCONNCT__BASE_URL": "http://127.0.0.1:1", "VCONNCT__LICENSE": "nobody's"}


# Whose tokens the gateways of tests accept: those of the tenant whose accounts the environment sets.
ISSUERS = json.dumps([issuer(tenants=(DEFAULT_TENANT,)).model_dump(mode="json")])


def bearer(**claims: Any) -> dict[str, str]:
    """The header of a request with a token of an admin, unless claims say otherwise."""
    return {"authorization": f"Bearer {token(**{'tenant': DEFAULT_TENANT, 'roles': ['admin'], **claims})}"}


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings alone, named without `MEETGRAPH_`; tests' tokens are accepted."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("MEETGRAPH_")}
    given = {"ISSUERS": ISSUERS, **settings}
    return others | {f"MEETGRAPH_{name}": value for name, value in given.items()}


def of_accounts(settings: Settings) -> dict[str, str]:
    """The accounts of settings, by the names of the environment's variables without `MEETGRAPH_`."""
    found = {}
    for row in VENDORS:
        account = getattr(settings, row.account)
        for name in account.model_fields_set:
            value = getattr(account, name)
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            found[f"{row.vendor.value}__{name.upper()}"] = (
                plain if isinstance(plain, str) else json.dumps(plain)
            )
    return found


@contextmanager
def serving(
    settings: Mapping[str, str],
    port: int | None = None,
    *,
    log: Path | None = None,
    asked: str = "/readyz/writes",
    prepare: Callable[[], None] | None = None,
) -> Iterator[tuple[Forked, str]]:
    """A gateway, once it is ready; and its address.

    Args:
        settings: by the names of their environment variables, without `MEETGRAPH_`.
        port: where it listens; on a free one where none is named.
        log: what it says is written there; nowhere where none is named.
        asked: what says that it is ready.
        prepare: called in its process before it starts.
    """
    port = port or first_port()
    told = environment({**settings, "PORT": str(port)})
    with program(["serve"], told, said=log or Path(os.devnull), prepare=prepare) as process:
        address = f"http://{LOOPBACK}:{port}"
        assert comes(lambda: status(f"{address}{asked}") == 200)
        yield process, address


def status(address: str) -> int | None:
    with suppress(httpx.TransportError):
        return httpx.get(address, trust_env=False, verify=False).status_code
    return None


def comes(wanted: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Waits until something is so."""
    tick = threading.Event()
    for _ in range(int(seconds * 50)):
        if wanted():
            return True
        tick.wait(0.02)
    return False

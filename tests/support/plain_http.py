"""Clients of what tests serve, without TLS: for that, each would read all certificates, in 40 ms of CPU time."""

from typing import Any

import httpx


def plain_client(**more: Any) -> httpx.AsyncClient:
    """A client that takes nothing from the environment; the arguments are httpx' own."""
    return httpx.AsyncClient(trust_env=False, verify=False, **more)

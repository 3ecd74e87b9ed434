"""Opens and closes the MongoDB client: durable writes, bounded calls."""

import contextlib
import logging
import re
from typing import Any

from pymongo import AsyncMongoClient

from store.deadline import within

_log = logging.getLogger(__name__)


def connected(uri: str, *, seconds: float) -> "AsyncMongoClient[dict[str, Any]]":
    """A client; it connects when it is first used.

    Args:
        uri: the address of MongoDB.
        seconds: the time limit of a call.
    """
    return AsyncMongoClient(
        uri,
        tz_aware=True,
        # A date that Python cannot represent must affect only its own document, not the whole batch.
        datetime_conversion="DATETIME_AUTO",
        unicode_decode_error_handler="replace",
        w="majority",
        journal=True,
        retryWrites=True,
        appname="meetgraph",
        serverSelectionTimeoutMS=int(seconds * 750),
        # The driver's monitor cancels all calls after this time without a heartbeat. Our calls have deadlines of their
        # own, and a heartbeat can be late because this process was busy.
        connectTimeoutMS=int(seconds * 5000),
        heartbeatFrequencyMS=1000,
    )


async def close(client: "AsyncMongoClient[dict[str, Any]]", *, seconds: float) -> None:
    """Closes a client, whatever MongoDB does.

    Args:
        client: the client.
        seconds: how long it may take to tell MongoDB that its sessions are over.
    """
    # The first attempt tells MongoDB; the second only closes.
    for _ in range(2):
        with contextlib.suppress(TimeoutError):
            await within(client.close(), seconds)
            return
    _log.error("The connections to MongoDB do not close.")


def hosts(uri: str) -> str:
    """The hosts of MongoDB, without credentials."""
    # A password that is not percent-encoded may contain the separators.
    told = re.split(r"[/?]", uri.rpartition("@")[2] if "@" in uri else uri.partition("://")[2], maxsplit=1)[0]
    return told if re.fullmatch(r"[A-Za-z0-9.:,\[\]_-]+", told) else "the address in MEETGRAPH_MONGODB_URI"

"""Opens the MongoDB client: durable writes, bounded calls."""

import re
from typing import Any

from pymongo import AsyncMongoClient


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


def hosts(uri: str) -> str:
    """The hosts of MongoDB, without credentials."""
    # A password that is not percent-encoded may contain the separators.
    told = re.split(r"[/?]", uri.rpartition("@")[2] if "@" in uri else uri.partition("://")[2], maxsplit=1)[0]
    return told if re.fullmatch(r"[A-Za-z0-9.:,\[\]_-]+", told) else "the address in MEETGRAPH_MONGODB_URI"

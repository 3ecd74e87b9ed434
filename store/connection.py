"""Opens the MongoDB client: durable writes, bounded calls."""

import re
from typing import Any

from pymongo import AsyncMongoClient


def connected(uri: str, *, seconds: float) -> "AsyncMongoClient[dict[str, Any]]":
    """A client; it begins to connect when it is first used.

    Args:
        uri: where MongoDB is.
        seconds: how long a call may take in all.
    """
    return AsyncMongoClient(
        uri,
        tz_aware=True,
        # What Python cannot hold must cost its own document, not all that are read with it.
        datetime_conversion="DATETIME_AUTO",
        unicode_decode_error_handler="replace",
        w="majority",
        journal=True,
        retryWrites=True,
        appname="meetgraph",
        serverSelectionTimeoutMS=int(seconds * 750),
        # Its watch over MongoDB cancels all calls when it has waited so long. Ours are bounded by themselves, and a
        # moment in which this process was busy is no silence of MongoDB.
        connectTimeoutMS=int(seconds * 5000),
        heartbeatFrequencyMS=1000,
    )


def hosts(uri: str) -> str:
    """Where MongoDB is, without what logs in there."""
    # A password that is not written as it should be may hold what ends it elsewhere.
    told = re.split(r"[/?]", uri.rpartition("@")[2] if "@" in uri else uri.partition("://")[2], maxsplit=1)[0]
    return told if re.fullmatch(r"[A-Za-z0-9.:,\[\]_-]+", told) else "the address in MEETGRAPH_MONGODB_URI"

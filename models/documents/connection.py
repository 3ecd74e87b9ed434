"""Opens the client through which MongoDB is spoken to, with what we ask of it: durable writes, bounded calls."""

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

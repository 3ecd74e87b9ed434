"""Moves the times of commands, so that what a test would wait for lies in the past."""

from typing import Any

from models.documents.command import CommandRecord


async def set_back(id: str, **seconds: float) -> None:
    """Moves some of a command's times.

    Args:
        id: ours, of the command.
        seconds: by the time's name, how far from now it is to be; `lease__until` is the time within the lease.
    """
    changes: dict[str, Any] = {
        name.replace("__", "."): {"$add": ["$$NOW", int(by * 1000)]} for name, by in seconds.items()
    }
    # Of any account; every statement on commands names some.
    named = {"_id": id, "account": {"$type": "string"}}
    await CommandRecord.raw().update_one(named, [{"$set": changes}])


async def overdue(id: str) -> None:
    """Lets the deadline of a command pass, and the time for its vendor to say how it stood then."""
    await set_back(id, expires_at=-5)

"""Asks MongoDB whether it takes writes, and what time it is there."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure

# How long an answer holds while it is known to be up: for every second look of the store.
_HOLDS_SECONDS = 0.75


class Primary:
    """The primary of MongoDB, as the store sees it that looks at it again and again."""

    def __init__(self) -> None:
        self._asked = 0.0
        self._time = datetime.min.replace(tzinfo=UTC)

    async def now(self, client: AsyncMongoClient[dict[str, Any]], *, is_up: bool) -> datetime:
        """The present time there, aware, in UTC.

        Args:
            client: the store's.
            is_up: whether it has answered lately; then the latest answer may do.

        Raises:
            PyMongoError: it cannot be reached, or takes no writes.
        """
        passed = time.monotonic() - self._asked
        if is_up and passed < _HOLDS_SECONDS:
            return self._time + timedelta(seconds=passed)
        told = await client.admin.command("hello")
        if not told.get("isWritablePrimary"):
            raise ConnectionFailure("it takes no writes")
        # A command's answer is read without the client's options.
        self._time, self._asked = told["localTime"].replace(tzinfo=UTC), time.monotonic()
        return self._time

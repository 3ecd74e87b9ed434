"""Tells in errors which of a vendor's accounts failed, where it is not the tenant's first one."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from models.account import Account
from models.errors import VendorError


def naming(account: Account, method: Callable[..., Any]) -> Callable[..., Any]:
    """The method of an adapter, whose errors tell the account's name."""
    if not account.name:
        return method

    def named(*arguments: Any) -> Any:
        found = method(*arguments)
        return _named(found, account.name) if inspect.isawaitable(found) else found

    return named


async def _named(work: Awaitable[Any], name: str) -> Any:
    try:
        found = await work
    except VendorError as error:
        error.account = name
        raise
    if isinstance(found, Mapping):
        # What was asked for by keys has an error in the place of each that failed.
        for each in found.values():
            if isinstance(each, VendorError):
                each.account = name
    return found

"""A port that has only `get`, for those who read several things at the same time."""

from collections.abc import Mapping
from typing import Any

from models.errors import VendorError
from vendors.http import OperationScope
from vendors.missing_data import collecting_missing_data, pass_on
from vendors.reads import Read


class ReadsEachAlone:
    """What a fake of `VendorHttp` inherits."""

    async def read_each(
        self, reads: Mapping[Any, Read[Any]], _scope: OperationScope, _again: dict[Any, Any]
    ) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, read in reads.items():
            try:
                with collecting_missing_data() as gaps:
                    found[key] = await read
            except VendorError as failure:
                found[key] = failure
            else:
                pass_on(gaps, key)
        return found

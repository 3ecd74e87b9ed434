"""One admitted request as the handlers see it: who asks, for which application type, with what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from simulators.enablex.records import Caller, Fields
from simulators.enablex.state import State

Answer = Fields | Response
"""The keys beside `result`, or a whole response where the vendor leaves its envelope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    state: State
    switches: Mapping[str, Any]
    now: datetime
    caller: Caller
    app_type: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Headers
    body: Fields | None
    base_url: str

    @property
    def fields(self) -> Fields:
        return self.body or {}

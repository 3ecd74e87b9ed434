"""Misbehaviour on demand: which answers are delayed, replaced or dropped, and how often."""

import asyncio
import fnmatch
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response


@dataclass(slots=True)
class Fault:
    """One rule; the first that matches a request is applied and used up once.

    Attributes:
        method: HTTP method to match, or "*".
        path: shell pattern matched against the path, such as "/rooms/*".
        about: ids of which the request must name one, as a segment of its path or a value of its query; empty for any
            request.
        delay_seconds: waits this long first.
        status: answers with this status in place of the vendor's answer; None lets the vendor answer.
        body: the text of that answer.
        headers: the headers of that answer.
        times: how often it applies; None is for ever.
    """

    method: str = "*"
    path: str = "*"
    about: list[str] = field(default_factory=list)
    delay_seconds: float = 0.0
    status: int | None = None
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None

    def matches(self, request: Request) -> bool:
        method = self.method == "*" or self.method.upper() == request.method
        if not method or not fnmatch.fnmatchcase(request.url.path, self.path):
            return False
        named = {*request.url.path.split("/"), *request.query_params.values()}
        return not self.about or not named.isdisjoint(self.about)


class Faults:
    """The rules in force at one simulator."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(self, rule: Mapping[str, Any]) -> None:
        """Adds a rule; raises TypeError where it has an unknown key."""
        self._rules.append(Fault(**rule))

    def clear(self) -> None:
        self._rules.clear()

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self._rules]

    async def answer(self, request: Request) -> Response | None:
        """The answer a fault gives in place of the vendor's; None lets the vendor answer."""
        rule = next((rule for rule in self._rules if rule.matches(request)), None)
        if rule is None:
            return None
        if rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                self._rules.remove(rule)
        if rule.delay_seconds:
            await asyncio.sleep(rule.delay_seconds)
        if rule.status is None:
            return None
        headers = {"content-type": "application/json", **rule.headers}
        return Response(rule.body, rule.status, headers)

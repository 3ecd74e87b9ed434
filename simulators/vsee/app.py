"""The VSee simulator: its paths, its switches, and how a refused call is answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from simulators.control import Hook, Simulator
from simulators.vsee import (
    accounts,
    availability,
    care,
    hooks,
    intakes,
    rooms,
    seed,
    sign_on,
    switches,
    users,
)
from simulators.vsee.answers import Refusal, not_found, refused, too_many_requests
from simulators.vsee.call import Call, Handler
from simulators.vsee.state import World

PREFIX = "/api_v3"

PATHS: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/rooms", rooms.listed),
    ("POST", "/rooms", rooms.create),
    ("GET", "/rooms/{code}", rooms.one),
    ("GET", "/rooms/{code}/providers", rooms.providers),
    ("GET", "/rooms/{code}/providers/{id}", rooms.provider),
    ("GET", "/rooms/{code}/queue", rooms.queue),
    ("POST", "/users/{id}/rooms", rooms.associate),
    ("DELETE", "/users/{id}/rooms/{room_code}", rooms.dissociate),
    ("GET", "/visits", care.listed),
    ("POST", "/visits/add_walkin", care.add_walkin),
    ("POST", "/visits/add_econsult", care.add_econsult),
    ("GET", "/availability", availability.listed),
    ("POST", "/users/sso", sign_on.sso),
    ("POST", "/users/sso.json", sign_on.sso),
    ("POST", "/users/login", sign_on.login),
    ("POST", "/users/login.json", sign_on.login),
    ("GET", "/users", users.listed),
    ("GET", "/users/{id}", users.one),
    ("GET", "/accounts", accounts.listed),
    ("GET", "/accounts.json", accounts.listed),
    ("GET", "/accounts/{code}", accounts.one),
    ("POST", "/intakes", intakes.create),
    ("POST", "/intakes.json", intakes.create),
    ("POST", "/intakes/{id}", intakes.update),
    ("GET", "/intakes/{id}", intakes.one),
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class VSee(Simulator):
    """VSee Clinic's api_v3 over one `World`."""

    vendor = "VSEE"
    port_offset = 3
    secret_keys = frozenset({"conference_pin", "email", "phone", "phone_numbers", "visit_links", "vseeid"})
    text_keys = frozenset(
        {"description", "first_name", "full_name", "last_name", "reason_for_visit", "subtitle", "title"}
    )
    default_switches = switches.DEFAULTS
    world: World

    def seed(self, options: Mapping[str, Any]) -> None:
        self.world = seed.world(self.clock, scale=int(options.get("scale", 1)))

    def set_switches(self, values: Mapping[str, Any]) -> None:
        switches.check(values)
        super().set_switches(values)

    def hooks(self) -> Mapping[str, Hook]:
        return hooks.of(self.world)

    def routes(self) -> Sequence[BaseRoute]:
        known = [
            Route(PREFIX + path, self._answering(handler), methods=[method])
            for method, path, handler in PATHS
        ]
        # The vendor names no 405: an unknown method is an unknown page.
        rest = Route(PREFIX + "/{rest:path}", self._answering(_nowhere), methods=METHODS)
        return [*known, rest]

    def _answering(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                if self.switches["rate_limited"]:
                    raise too_many_requests()
                return await handler(Call(request, self.world, self.switches, self.clock))
            except Refusal as refusal:
                return refused(refusal, self.switches)

        return answer


async def _nowhere(_: Call) -> Response:
    raise not_found()

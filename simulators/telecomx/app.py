"""Telecomx' paths, who may call them, and the order in which a call is checked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulators.control import Hook, Simulator
from simulators.telecomx import auth, conference, devices, tablet_app, videochat
from simulators.telecomx.call import Call
from simulators.telecomx.errors import Refused, access_denied
from simulators.telecomx.hooks import hooks
from simulators.telecomx.levels import ANYBODY, MANAGERS, RESELLERS, SENIOR, STAFF
from simulators.telecomx.seed import demo
from simulators.telecomx.shapes import Shapes
from simulators.telecomx.short_ids import lengthened, shortened
from simulators.telecomx.state import State
from simulators.telecomx.switches import CHOICES, DEFAULTS
from simulators.telecomx.tablets import TICK_SECONDS, tick

Handler = Callable[[Call], Any]

NO_BEARER = None
"""The call checks a token of its own; a Bearer header, if there is one, is not looked at."""


class Telecomx(Simulator):
    """FlexCare conferences and video rooms with their tablets."""

    vendor = "TELECOMX"
    port_offset = 0
    secret_keys = frozenset(
        {
            "clinicalLink",
            "desktopLink",
            "guestDesktopLink",
            "hostDesktopLink",
            "medcomUri",
            "mobilLink",
            "mobileLink",
            "organizedByEmail",
            "phones",
            "pin",
            "uri",
        }
    )
    text_keys = frozenset({"customerName", "description", "name"})
    default_switches = DEFAULTS

    state: State

    def seed(self, options: Mapping[str, Any]) -> None:
        self.state = demo(self.clock, self.switches, scale=int(options.get("scale", 1)))

    def set_switches(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if name in CHOICES and value not in CHOICES[name]:
                raise ValueError(f"{name} is one of {', '.join(map(str, CHOICES[name]))}")
        super().set_switches(values)

    def hooks(self) -> Mapping[str, Hook]:
        return hooks(lambda: self.state)

    def tick(self) -> None:
        """Lets the virtual tablets do what is due by the clock."""
        tick(self.state)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        ticking = asyncio.create_task(self._keep_ticking())
        try:
            yield
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    async def _keep_ticking(self) -> None:
        while True:
            self.tick()
            await asyncio.sleep(TICK_SECONDS)

    def routes(self) -> Sequence[BaseRoute]:
        table: tuple[tuple[str, str, Handler, frozenset[str] | None], ...] = (
            ("POST", "/auth/login", auth.login, NO_BEARER),
            ("GET", "/auth/login", auth.login, NO_BEARER),
            ("GET", "/auth/validateToken", auth.validate, NO_BEARER),
            ("GET", "/auth/logout", auth.logout, ANYBODY),
            ("POST", "/employee/{id}/token", auth.create_token, ANYBODY),
            ("POST", "/iptv/flexcareconference/meeting", conference.create, RESELLERS),
            # The literal path must win over the one with an id.
            ("POST", "/iptv/flexcareconference/meeting/device", conference.tablet_meeting, NO_BEARER),
            (
                "POST",
                "/iptv/flexcareconference/meeting/{id}/createcommand",
                conference.create_command,
                RESELLERS,
            ),
            (
                "GET",
                "/iptv/flexcareconference/meeting/{id}/devices/{device}",
                conference.device_in_meeting,
                RESELLERS,
            ),
            ("POST", "/iptv/flexcareconference/meeting/{id}/commands", conference.tablet_commands, NO_BEARER),
            ("GET", "/flexcare/videochat/meetings", videochat.rooms, RESELLERS),
            ("GET", "/flexcare/videochat/meetings/{room}", videochat.room, RESELLERS),
            ("GET", "/flexcare/videochat/meeting", videochat.settings, RESELLERS),
            ("GET", "/flexcare/videochat/device/meeting/{device}", videochat.room_of_device, RESELLERS),
            ("GET", "/iptv/device", devices.listed, STAFF),
            ("GET", "/iptv/device/{device}", devices.one, STAFF),
            ("GET", "/iptv/device/{device}/action", devices.action, MANAGERS),
            ("GET", "/flexcare/device", devices.flexcare, SENIOR),
            ("GET", "/iptv/app/validate", tablet_app.validate, NO_BEARER),
            ("GET", "/iptv/app/device", tablet_app.devices, NO_BEARER),
        )
        return [
            Route(path, self._endpoint(handler, levels), methods=[method])
            for method, path, handler, levels in table
        ]

    def _endpoint(self, handler: Handler, levels: frozenset[str] | None) -> Any:
        async def answer(request: Request) -> Response:
            raw = await request.body()
            try:
                answered = handler(self._call(request, raw, levels))
            except Refused as refused:
                return JSONResponse(refused.envelope(self.switches["errors_form"]), refused.status)
            if isinstance(answered, Response):
                return answered
            return JSONResponse(self._outward(answered))

        return answer

    def _call(self, request: Request, raw: bytes, levels: frozenset[str] | None) -> Call:
        """Checks in the order of a Node service: the body's syntax, then the caller, then the level."""
        state, switches, now = self.state, self.switches, self.clock.now()
        if switches["internal_error"]:
            raise Refused(500, "internal_error", "Internal error")
        if switches["blacklisted"]:
            raise Refused(403, "blacklisted", "IP address is blacklisted")
        try:
            body = json.loads(raw) if raw else {}
        except (ValueError, RecursionError):
            raise Refused(400, "body", "Body is not parseable") from None
        caller = None
        if levels is not None:
            caller = state.tokens.bearer(request.headers.get("authorization"))
            if caller.access_level not in levels:
                raise access_denied()
        return Call(
            state=state,
            switches=switches,
            shapes=Shapes(switches, now),
            now=now,
            path=self._inward(request.path_params),
            query=self._inward(dict(request.query_params)),
            body=self._inward(body),
            ip=request.client.host if request.client else None,
            caller=caller,
        )

    def _inward(self, value: Any) -> Any:
        return value if self.switches["short_ids"] == "none" else lengthened(value)

    def _outward(self, value: Any) -> Any:
        return value if self.switches["short_ids"] == "none" else shortened(value)

"""EnableX UCaaS v1 as a server: which path is which handler, and what is checked before it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from simulators.control import Hook, Simulator
from simulators.enablex import (
    access,
    bodies,
    directory,
    envelope,
    lobby,
    meetings,
    permanent,
    polls,
    seed,
    sessions,
)
from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.hooks import Hooks
from simulators.enablex.records import Caller, Fields
from simulators.enablex.state import State

PREFIX = "/ucaas/v1"

Handler = Callable[[Call], Answer]
Endpoint = Callable[[Request], Awaitable[Response]]


class EnableX(Simulator):
    """The vendor with one customer account."""

    vendor = "ENABLEX"
    port_offset = 1
    secret_keys = frozenset({"conf_num", "direct_url", "email", "emails", "mpin", "ppin"})
    text_keys = frozenset({"desc", "first_name", "group_name", "last_name", "room_name"})
    default_switches: Mapping[str, Any] = {
        # Formatting habits that the vendor's page leaves open.
        "clean_keys": False,
        "spaced_values": False,
        "result_strings": False,
        "duration_numbers": False,
        "list_numbers_as_strings": False,
        "gmt_offset_style": "number",  # number | empty | gst
        "timestamp_ms": False,
        "lobby_spaced_keys": False,
        "polls_empty_list": False,
        "broken_cancel_json": False,
        "pins_on_get": False,
        "edit_shows_invitees": False,
        # Refusals.
        "error_style": "desc",  # desc | error
        "overall_zero_error": False,
        "errors_with_200": False,
        "desc_required": False,
        "invalid_timezone_code": 1684,  # 1684 | 1685 | 1686 | 1691
        # Behaviour.
        "permanent_alternate_paths": False,
        "get_meeting_by_patch_only": False,
        "patch_multipart_ignored": False,
        "sessions_own_by_default": True,
        "page_length_cap": None,
        # The order of lists is documented; that it is kept was seen to fail.
        "order_ignored": False,
    }
    state: State

    def seed(self, options: Mapping[str, Any]) -> None:
        self.state = seed.world(self.clock.now(), int(options.get("scale", 1)))

    def hooks(self) -> Mapping[str, Hook]:
        return Hooks(self.state, self.clock, self.switches).named()

    def routes(self) -> Sequence[BaseRoute]:
        meeting, room = "/meetings/{meeting_id}", "/meetings/permanent/{room_id}"
        # The routes of permanent rooms precede those of meetings, because their paths overlap.
        return [
            self._asked("GET", "/meeting/permanent", permanent.own),
            self._asked("GET", "/meeting/permanent/{user_id}", permanent.of_user),
            self._asked("PATCH", "/meeting/permanent/{room_id}", permanent.edit_elsewhere),
            self._asked("PATCH", room, permanent.edit),
            self._asked("GET", "/meetings/permanent", permanent.own_elsewhere),
            self._asked("GET", "/meetings/permanent/{user_id}", permanent.of_user_elsewhere),
            self._asked("GET", "/meetings", meetings.read_all),
            self._asked("POST", "/meetings", meetings.create),
            self._asked("GET", meeting, meetings.read),
            self._asked("PATCH", meeting, meetings.edit),
            self._asked("DELETE", meeting, meetings.cancel),
            self._asked("GET", f"{meeting}/lobby", lobby.read),
            self._asked("POST", f"{meeting}/lobby", lobby.add, multipart=True),
            self._asked("PATCH", f"{meeting}/lobby", lobby.edit, multipart=True),
            self._asked("DELETE", f"{meeting}/lobby", lobby.delete),
            self._asked("GET", "/polls/{room_id}", polls.of_room),
            self._asked("GET", "/sessions", sessions.read_all),
            self._asked("GET", "/cdr", sessions.calls),
            self._asked("GET", "/recordings", sessions.recordings),
            self._asked("POST", "/session/invite", sessions.invite),
            # The X-App-Type belongs to meetings and reports; the account around them is asked without it.
            self._asked("POST", "/users", directory.add_user, app_type=False),
            self._asked("PATCH", "/users/{user_id}", directory.edit_user, app_type=False),
            self._asked("POST", "/contacts", directory.add_contact, app_type=False),
            self._asked("PATCH", "/contacts/{contact_id}", directory.edit_contact, app_type=False),
            self._asked("GET", "/subscriptions/{subscription_id}", directory.subscription, app_type=False),
            self._asked("GET", "/customers/{customer_id}", directory.customer, app_type=False),
            self._asked("POST", "/customers/{customer_id}", directory.customer, app_type=False),
            self._asked("GET", "/timezones", directory.zones, app_type=False),
            self._asked("GET", "/countries", directory.countries, app_type=False),
            self._open("POST", "/login", access.login),
            self._open("POST", "/session/join", sessions.join),
            # The heading of the page names the one path, its example the other.
            self._open("POST", "/sessions/join", sessions.join),
            Route("/uploads/{name}", self._upload),
            Route(PREFIX + "/{rest:path}", self._unknown, methods=["GET", "POST", "PATCH", "PUT", "DELETE"]),
        ]

    def _asked(
        self, method: str, path: str, handler: Handler, *, app_type: bool = True, multipart: bool = False
    ) -> Route:
        """A route for callers with credentials. They are looked at first, then the X-App-Type, then the body."""

        async def answer(request: Request) -> Answer:
            caller = access.caller(request.headers, self.state, self.clock.now())
            kind = access.app_type(request.headers, required=app_type)
            body = await bodies.read(request, multipart=multipart)
            return handler(self._call(request, caller, kind, body))

        return Route(PREFIX + path, self._enveloped(answer), methods=[method])

    def _open(self, method: str, path: str, handler: Handler) -> Route:
        """A route without Authorization: the App ID in X-Api-Id says whose account it is."""

        async def answer(request: Request) -> Answer:
            access.api_id(request.headers)
            body = await bodies.read(request, multipart=False)
            return handler(self._call(request, self.state.owner, "vc", body))

        return Route(PREFIX + path, self._enveloped(answer), methods=[method])

    def _call(self, request: Request, caller: Caller, app_type: str, body: Fields | None) -> Call:
        return Call(
            state=self.state,
            switches=self.switches,
            now=self.clock.now(),
            caller=caller,
            app_type=app_type,
            path=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=body,
            base_url=str(request.base_url).rstrip("/"),
        )

    def _enveloped(self, answer: Callable[[Request], Awaitable[Answer]]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                given = await answer(request)
            except Refusal as refused:
                return envelope.refusal(refused, self.switches)
            return given if isinstance(given, Response) else envelope.success(given, self.switches)

        return endpoint

    async def _upload(self, request: Request) -> Response:
        upload = self.state.uploads.get(request.path_params["name"])
        if upload is None:
            return envelope.refusal(Refusal(404), self.switches)
        return Response(upload.content, media_type=upload.media_type)

    async def _unknown(self, _: Request) -> Response:
        return envelope.refusal(Refusal(404), self.switches)

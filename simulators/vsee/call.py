"""One request as the vendor sees it: whose account it is about, who is asking, and what they sent."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from simulators.clock import Clock
from simulators.vsee import forms
from simulators.vsee.answers import forbidden, not_found, unauthorized
from simulators.vsee.state import ADMIN, GUEST, MEMBER, PROVIDER, Room, User, World

DEFAULT_ACCOUNT = "harbour"


class Call:
    """Finds what is wrong with a request in the vendor's order: account, token, right, record, fields."""

    __slots__ = ("account", "clock", "request", "switches", "world")

    def __init__(self, request: Request, world: World, switches: Mapping[str, Any], clock: Clock) -> None:
        self.request = request
        self.world = world
        self.switches = switches
        self.clock = clock
        code = request.headers.get("x-accountcode", "").strip() or DEFAULT_ACCOUNT
        account = world.accounts.get(code)
        if account is None:
            raise not_found()
        self.account = account

    def path(self, name: str) -> str:
        value: str = self.request.path_params[name]
        return value

    def query(self, name: str) -> str | None:
        return self.request.query_params.get(name) or None

    def query_integer(self, name: str, least: int | None = None) -> int | None:
        text = self.query(name)
        return None if text is None else forms.integer(name, text, least)

    def query_flag(self, name: str) -> bool:
        return bool(forms.Form(self.request.query_params).boolean(name))

    async def form(self) -> forms.Form:
        return await forms.read(self.request)

    def anybody(self) -> User | None:
        """The user behind the token, if there is a good one; public calls do not mind."""
        token = self.world.tokens.get(self.request.headers.get("x-apitoken", ""))
        # A token is looked for among the account's own users: elsewhere it is unknown, not forbidden.
        if token is None or token.user.id not in self.account.users:
            return None
        if token.expiry is not None and token.expiry <= self.clock.now() and self.switches["token_expiry"]:
            return None
        return token.user

    def user(self) -> User:
        user = self.anybody()
        if user is None:
            raise unauthorized()
        return user

    def admin(self) -> User:
        user = self.user()
        if user.type != ADMIN:
            raise forbidden()
        return user

    def staff(self) -> User:
        user = self.user()
        if user.type not in (ADMIN, PROVIDER):
            raise forbidden()
        return user

    def user_in_path(self) -> User:
        """The user of `:id`, where a dash is the caller; only an admin may name another one."""
        caller = self.user()
        wanted = self.path("id")
        if wanted in ("-", caller.id):
            return caller
        if caller.type != ADMIN:
            raise forbidden()
        return self.user_of_account(wanted)

    def user_of_account(self, id: str) -> User:
        user = self.account.users.get(id)
        if user is None:
            raise not_found()
        return user

    def provider_or_none(self, id: str | None) -> User | None:
        if id is None:
            return None
        user = self.user_of_account(id)
        if user.type != PROVIDER:
            raise not_found()
        return user

    def patient(self, wanted: str) -> User:
        """A patient by id, or by the partner's own code for him."""
        users = self.account.users
        user = users.get(wanted) or next((user for user in users.values() if user.code == wanted), None)
        if user is None or user.type not in (MEMBER, GUEST):
            raise not_found()
        return user

    def room(self, code: str) -> Room:
        room = self.world.rooms.get(code)
        if room is None or room.account is not self.account:
            raise not_found()
        return room


Handler = Callable[[Call], Awaitable[Response]]

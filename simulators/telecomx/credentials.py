"""Who calls: session tokens by login, machine tokens that last, and what a Bearer header must look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulators.clock import Clock
from simulators.telecomx.errors import Refused
from simulators.telecomx.records import Employee


@dataclass(slots=True)
class Token:
    """`expires` is None for a token that lasts; `revoked` by a logout of its employee."""

    text: str
    employee: Employee
    expires: datetime | None
    ip: str | None = None
    revoked: bool = False


class Tokens:
    """Every token that was issued, so that an expired one can be distinguished from an unknown one."""

    def __init__(self, clock: Clock, switches: Mapping[str, Any], chance: Random) -> None:
        self._clock = clock
        self._switches = switches
        self._chance = chance
        self._known: dict[str, Token] = {}

    def add(self, token: Token) -> Token:
        self._known[token.text] = token
        return token

    def session(self, employee: Employee, *, persist: bool, ip: str | None) -> Token:
        """A token for `session_minutes` of the clock, or for ever where the caller asked to persist."""
        life = timedelta(minutes=self._switches["session_minutes"])
        expires = None if persist else self._clock.now() + life
        return self.add(Token(f"{self._chance.getrandbits(192):048x}", employee, expires, ip))

    def lasting(self, employee: Employee) -> Token:
        return self.add(Token(f"{self._chance.getrandbits(1024):0256x}", employee, None))

    def logout(self, employee: Employee) -> None:
        """Kills all tokens of the employee, the lasting ones too."""
        for token in self._known.values():
            if token.employee is employee:
                token.revoked = True

    def expire(self) -> int:
        """Ends every session that would have ended some day; returns how many."""
        now = self._clock.now()
        alive = [t for t in self._known.values() if t.expires is not None and t.expires > now]
        for token in alive:
            token.expires = now
        return len(alive)

    def valid(self, text: str) -> Token:
        """Returns the token or raises the vendor's 401 for what is wrong with it."""
        token = self._known.get(text)
        if token is None:
            raise Refused(401, "invalid_token", "Undecipherable")
        if token.revoked:
            raise Refused(401, "invalid_token", "Please login")
        if token.expires is not None and token.expires <= self._clock.now():
            raise Refused(401, "expired", "Token has expired")
        if not self._switches["ip_authenticated"]:
            raise Refused(401, "invalid_token", "IP address not authenticated")
        return token

    def bearer(self, header: str | None) -> Employee:
        if header is None:
            raise Refused(401, "invalid_token", "Please login")
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer" or not text or " " in text:
            raise Refused(401, "format_error", "Format is Authorization: Bearer [token]")
        return self.valid(text).employee

"""Roles: names for sets of scopes. Nothing but this table knows what a role allows."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from models.scope import Scope

_VIEWER = frozenset({Scope.MEETINGS_FOLLOW, Scope.ROOMS_FOLLOW, Scope.COMMANDS_FOLLOW})
_OPERATOR = _VIEWER | {
    Scope.PINS_READ,
    Scope.JOIN_LINKS_READ,
    Scope.PEOPLE_READ,
    Scope.ATTENDANCE_READ,
    Scope.RECORDINGS_READ,
    Scope.MEETINGS_WRITE,
    Scope.MEETINGS_JOIN,
    Scope.ROOMS_WRITE,
    Scope.PINS_RESET,
    Scope.LOBBIES_WRITE,
    Scope.COMMANDS_SEND,
}

ROLES: Mapping[str, frozenset[Scope]] = MappingProxyType(
    {"viewer": _VIEWER, "operator": _OPERATOR, "admin": frozenset(Scope)}
)


def scopes_of(roles: Iterable[str]) -> frozenset[Scope]:
    """The scopes of all these roles; an unknown role has none."""
    return frozenset[Scope]().union(*(ROLES.get(role, frozenset()) for role in roles))

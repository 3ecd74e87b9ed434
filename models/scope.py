"""Scopes: what a caller may be allowed to see or do, one word for each."""

from enum import StrEnum


class Scope(StrEnum):
    """What a field of the schema may require; tokens and API keys carry them as `resource:action`."""

    PINS_READ = "pins:read"
    JOIN_LINKS_READ = "join-links:read"
    PEOPLE_READ = "people:read"
    ATTENDANCE_READ = "attendance:read"
    RECORDINGS_READ = "recordings:read"
    MEETINGS_WRITE = "meetings:write"
    MEETINGS_JOIN = "meetings:join"
    MEETINGS_FOLLOW = "meetings:follow"
    ROOMS_WRITE = "rooms:write"
    ROOMS_FOLLOW = "rooms:follow"
    PINS_RESET = "pins:reset"
    LOBBIES_WRITE = "lobbies:write"
    COMMANDS_SEND = "commands:send"
    COMMANDS_FOLLOW = "commands:follow"
    ACCOUNTS_READ = "accounts:read"
    AUDIT_READ = "audit:read"
    SCHEMA_READ = "schema:read"

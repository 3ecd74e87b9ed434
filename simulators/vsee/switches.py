"""The habits of the vendor that may differ between versions: each switch with its values, the default first."""

from collections.abc import Mapping
from typing import Any

CHOICES: Mapping[str, tuple[Any, ...]] = {
    # How room answers are written.
    "times": ("int", "string", "object"),
    "times_ms": (False, True),
    "users_separator": ("comma", "space", "list"),
    "missing_text": ("documented", "null", "empty", "false"),
    "id_key": ("id", "_id"),
    "room_detail": ("full", "summary"),
    "payment_style": ("current", "old"),
    "account_echo": ("same", "other"),
    "provider_status": ("bool", "int"),
    # POST and DELETE /users/:id/rooms.
    "v7_shape": ("array", "object"),
    "v7_times": ("object", "int", "string"),
    "v7_rooms": ("all", "linked"),
    "v7_repeat": ("accept", "conflict"),
    "delete_answer": ("empty_object", "no_content"),
    # POST /rooms.
    "new_room_provider": (False, True),
    "slug_quotes": ("single", "double"),
    # Lists.
    "paging_ignored": (False, True),
    "total_key": ("total_count", "total"),
    # Visits.
    "visit_numbers": ("number", "string", "mixed"),
    "walkin_numbers": ("string", "number"),
    "visit_links": ("present", "null"),
    "visit_fields": ("select", "add"),
    "recordings_style": ("object", "array"),
    # Credentials.
    "token_expiry": (True, False),
    "sso_enabled": (True, False),
    "sso_secret_required": (False, True),
    # Errors.
    "html_errors": (False, True),
    "error_without_message": (False, True),
    "not_found_status": (404, 400),
    "rate_limited": (False, True),
}

# The Retry-After header of a 429, sent unchanged, so that it can be a date or invalid; None sends none.
RETRY_AFTER = "1"

DEFAULTS: Mapping[str, Any] = {
    **{name: values[0] for name, values in CHOICES.items()},
    "retry_after": RETRY_AFTER,
}


def check(values: Mapping[str, Any]) -> None:
    """Raises ValueError for a value that a switch does not have."""
    for name, value in values.items():
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"{name} is one of {', '.join(map(str, CHOICES[name]))}")

"""The choices VConnct's documentation leaves open: name to default, and what each may be set to."""

from collections.abc import Mapping
from typing import Any

DEFAULTS: Mapping[str, Any] = {
    # The documented sample is not valid JSON: an array bracket around `"name": false` pairs.
    "general_settings_shape": "object",
    # Joining is documented under the path of starting; every other call has its own path.
    "join_path": "both",
    # `is_running` may be a stored flag that a job refreshes.
    "running_lag_seconds": 0,
    "record_delay_seconds": 0,
    "record_missing_as": "404",
    # Public links exist in a second form, with `video` and a closing slash.
    "record_link": "presentation",
    # The documented links print a blank inside the meeting's UUID.
    "blank_in_links": False,
    "link_base": "https://vconnct.example",
    # The documented link of a viewer carries the moderator's password.
    "viewer_link_password": "viewer",
    # The documented lists print one id twice.
    "duplicate_rows": False,
    "session_order": "oldest_first",
    "session_end_absent": False,
    "http_status_mirrors": True,
    # The language of a request without Accept-Language; all documented samples are Arabic.
    "language": "ar",
    # «Maximum meeting rooms»: of meetings that exist (creating is refused) or that run (starting is).
    "room_limit_counts": "meetings",
    # «Optional» in the table of starting, yet described as what is needed to start.
    "start_needs_password": False,
    # 401 is taken for the license alone, which is nowhere said.
    "wrong_password_code": 400,
    # A real row appears when a browser opens the link; at once is easier to test with.
    "attendance_on": "join",
    "sessions_survive_delete": False,
}

CHOICES: Mapping[str, tuple[Any, ...]] = {
    "general_settings_shape": ("object", "setting_value_list", "one_key_objects", "list_with_one_object"),
    "join_path": ("start", "join", "both"),
    "record_missing_as": ("404", "null", "empty"),
    "record_link": ("presentation", "video"),
    "viewer_link_password": ("viewer", "moderator"),
    "session_order": ("oldest_first", "newest_first"),
    "language": ("ar", "en"),
    "room_limit_counts": ("meetings", "running"),
    "wrong_password_code": (400, 401),
    "attendance_on": ("join", "open"),
}


def check(name: str, value: Any) -> None:
    """Raises ValueError where the switch `name` cannot take `value`; unknown names are let pass."""
    default = DEFAULTS.get(name)
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise ValueError(f"{name} must be one of {', '.join(map(str, CHOICES[name]))}")
    elif isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be true or false")
    elif isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(f"{name} must be a number of seconds")
    elif isinstance(default, str) and not isinstance(value, str):
        raise ValueError(f"{name} must be a text")

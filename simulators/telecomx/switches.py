"""The switches for everything that the vendor's pages leave open, misspell, or contradict."""

from collections.abc import Mapping
from typing import Any

# The first of each is the default.
CHOICES: Mapping[str, tuple[Any, ...]] = {
    "room_shape": ("nested", "flat", "conference"),
    "list_shape": ("array", "meetings", "rooms", "items", "single"),
    "list_element": ("flat", "nested", "conference"),
    # Which of a room's two device lists carries the commands; the page's example has none at all.
    "commands_at": ("root", "meeting", "none"),
    # The example of a created command shows every parameter, whatever its type.
    "command_parameters": ("all", "own"),
    # The table of the device-in-meeting call omits `fetched` and `executed`; its example is one command.
    "e3_flags": (True, False),
    "e3_single": (False, True),
    # The table of the tablet's call has an object, the example a bare array.
    "e5_bare_array": (False, True),
    "device_list_key": ("devices", "items"),
    "misspelt": (True, False),
    "clinical_link_empty": (False, True),
    "dates_offset": (False, True),
    # The hub itself writes `+0000`, Telecomx `+00:00`.
    "medcom_colon": (True, False),
    # Properties without a value are null, or not there.
    "absent_empty": (False, True),
    # 23 characters, as most of the pages' examples print them.
    "short_ids": ("none", "all"),
    "errors_form": ("error", "error_array", "errors"),
    "created_state": ("CREATED", "PROVISIONED_OK"),
    "ip_authenticated": (True, False),
    "blacklisted": (False, True),
    "internal_error": (False, True),
    "tablets_awake": (True, False),
}

DEFAULTS: Mapping[str, Any] = {name: choices[0] for name, choices in CHOICES.items()} | {
    "session_minutes": 15,
    "tablet_fetch_seconds": 1.0,
    "tablet_execute_seconds": 1.0,
}

"""Which habits a vendor may have beside its usual ones, and in what the data then may differ."""

from collections.abc import Iterator
from typing import Any

from simulators.enablex.app import EnableX
from simulators.telecomx.switches import CHOICES as TELECOMX
from simulators.vconnct.switches import CHOICES as VCONNCT_CHOICES
from simulators.vconnct.switches import DEFAULTS as VCONNCT
from simulators.vsee.switches import CHOICES as VSEE

Habit = tuple[str, str, Any]

_ENABLEX: dict[str, tuple[Any, ...]] = {"gmt_offset_style": ("empty", "gst"), "page_length_cap": (10,)}
_VCONNCT: dict[str, tuple[Any, ...]] = {"link_base": ("https://meet.example",)}

# What only writing, logging in, refusing or the tablets' own doings show: other tests have these.
ELSEWHERE = {
    "TELECOMX": {"e5_bare_array", "errors_form", "ip_authenticated", "blacklisted", "internal_error"}
    | {"tablets_awake", "created_state"},
    "ENABLEX": {"broken_cancel_json", "error_style", "overall_zero_error", "errors_with_200", "desc_required"}
    | {"invalid_timezone_code", "patch_multipart_ignored"},
    "VCONNCT": {"join_path", "record_delay_seconds", "running_lag_seconds", "viewer_link_password"}
    | {"room_limit_counts", "start_needs_password", "wrong_password_code", "attendance_on"}
    | {"sessions_survive_delete", "blank_in_links"},
    "VSEE": {
        "v7_shape",
        "v7_times",
        "v7_rooms",
        "v7_repeat",
        "delete_answer",
        "new_room_provider",
        "slug_quotes",
    }
    | {"token_expiry", "sso_enabled", "sso_secret_required", "html_errors", "error_without_message"}
    | {"not_found_status", "rate_limited"},
}

# The fields that may differ, and why; every other field must be the same.
DIFFERENCES: dict[Habit, tuple[set[str], str]] = {
    ("TELECOMX", "list_shape", "single"): (
        {"edges", "nodes"},
        "The documented example of the list is one room.",
    ),
    ("TELECOMX", "e3_single", True): (
        {"liveSettings", "liveState"},
        "The documented example of what is in force is one command, without state or settings.",
    ),
    ("TELECOMX", "clinical_link_empty", True): ({"joinLinks"}, "There is no link for the clinic."),
    ("TELECOMX", "short_ids", "all"): (
        {"id", "vendorId", "accountId", "hostId", "ownerId", "tabletProfile", "reference", "smsTemplateId"}
        | {"schedulingTemplateId", "ical", "icalWithoutSecrets"},
        "All ids are other ids.",
    ),
    ("VCONNCT", "record_link", "video"): ({"url"}, "The other documented form of the link."),
    ("VCONNCT", "link_base", "https://meet.example"): ({"url"}, "The links lead elsewhere."),
    ("VSEE", "times", "object"): ({"createdAt", "updatedAt"}, "`{sec, usec}` tells fractions of a second."),
    ("VSEE", "times_ms", True): ({"createdAt", "updatedAt"}, "Milliseconds tell fractions of a second."),
    ("VSEE", "room_detail", "summary"): (
        {"accountId", "active", "allowsAppointments", "allowsWalkIns", "closedMessage", "consultations"}
        | {"currency", "description", "guestUserType", "guestsCanLogIn", "isOpen", "isPublic", "providerIds"}
        | {"specialties", "subtitle", "timeZone", "uid", "room", "provider", "name"},
        "One room's answer then has what the list has; without an id no visit's room can be found.",
    ),
    ("VSEE", "payment_style", "old"): (
        {"vendorId", "slots", "isCharged", "group"},
        "Consultations had fewer fields.",
    ),
    ("VSEE", "account_echo", "other"): ({"accountId", "domain"}, "The account is echoed by another name."),
    ("VSEE", "provider_status", "int"): ({"isOnline"}, "No document explains the numbers."),
    ("VSEE", "visit_links", "null"): (
        {"accountId", "roomId", "room", "provider", "name"},
        "As in the documented example.",
    ),
}


def of(vendor: str) -> Iterator[tuple[str, Any]]:
    """The unusual habits of a vendor: every value but the default of every switch that reading shows."""
    values = {
        "TELECOMX": {name: choices[1:] for name, choices in TELECOMX.items()},
        "ENABLEX": {
            name: _ENABLEX.get(name, (not default,)) for name, default in EnableX.default_switches.items()
        },
        "VCONNCT": {
            name: _VCONNCT.get(name)
            or tuple(value for value in VCONNCT_CHOICES.get(name, (not default,)) if value != default)
            for name, default in VCONNCT.items()
        },
        "VSEE": {name: choices[1:] for name, choices in VSEE.items()},
    }[vendor]
    for name, choices in values.items():
        if name not in ELSEWHERE[vendor]:
            yield from ((name, value) for value in choices)

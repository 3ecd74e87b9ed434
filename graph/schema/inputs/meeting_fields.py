"""The input fields that scheduling a meeting and updating it share, each declared once; only their defaults differ."""

from collections.abc import Mapping
from typing import Any

from graph.schema.bounds import LONG_TEXT, Bounds
from graph.schema.input_fields import input_field

_DESCRIPTIONS: Mapping[str, str] = {
    "title": "The title of the meeting: 3 to 50 characters at EnableX.",
    "description": "The description of the meeting (EnableX, VConnct).",
    "starts_at": "When the meeting starts (EnableX, VConnct). Must be in the future{more}.",
    "duration_minutes": "The duration in minutes (EnableX, VConnct). At EnableX from 10 to the maximum of the plan.",
    "time_zone": "The time zone of the meeting (EnableX): the vendor's id, or any name of the zone in the tz "
    "database.{more}",
    "settings": "The settings of the meeting (EnableX, VConnct).",
}
_CHARACTERS: Mapping[str, Bounds] = {"description": LONG_TEXT}


def meeting_field(name: str, *, default: Any = None, more: str = "") -> Any:
    """Declares a field of an input.

    Args:
        name: the attribute's.
        default: what stands where the caller gives nothing: None, or UNSET where null means something else.
        more: what the description says of this mutation alone.
    """
    return input_field(
        default=default,
        description=_DESCRIPTIONS[name].format(more=more),
        characters=_CHARACTERS.get(name),
    )

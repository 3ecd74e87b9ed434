"""Reads what a caller sent field by field; all that is wrong comes back at once, one text per field."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from simulators.vconnct.envelope import Refused
from simulators.vconnct.texts import (
    BLANK,
    LENGTH,
    NOT_A_ROLE,
    NOT_SETTINGS,
    NOT_TEXT,
    NOT_UUID,
    REQUIRED,
    Text,
)

# In the order of the documented list of general settings.
SETTINGS = (
    "lock_settings_disable_cam",
    "record",
    "lock_settings_disable_note",
    "lock_settings_disable_public_chat",
    "webcam_only_for_moderators",
    "lock_settings_disable_mic",
    "lock_settings_locked_layout",
    "lock_settings_disable_private_chat",
    "allow_start_stop_recording",
    "auto_start_recording",
)


class Fields:
    """One request's values, and what was wrong with those read so far; null is the same as left out."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._errors: list[Text] = []

    def refuse_if_wrong(self) -> None:
        if self._errors:
            raise Refused(400, *self._errors)

    def text(self, field: str) -> str | None:
        value = self._values.get(field)
        if value is None or isinstance(value, str):
            return value
        self._wrong(field, NOT_TEXT)
        return None

    def password(self, field: str) -> str | None:
        """An optional text under BigBlueButton's rule for passwords: 2 to 64 characters."""
        value = self.text(field)
        if value is not None and not 2 <= len(value) <= 64:
            self._wrong(field, LENGTH)
        return value

    def required_text(self, field: str) -> str:
        value = self._values.get(field)
        if value is None:
            self._wrong(field, REQUIRED)
        elif not isinstance(value, str):
            self._wrong(field, NOT_TEXT)
        elif not value.strip():
            self._wrong(field, BLANK)
        else:
            return value
        return ""

    def uuid(self, field: str) -> str:
        value = self._values.get(field)
        if value is None or value == "":
            self._wrong(field, REQUIRED)
            return ""
        try:
            return str(UUID(value))
        # UUID() raises AttributeError for what is not a text.
        except (ValueError, AttributeError):
            self._wrong(field, NOT_UUID)
            return ""

    def role(self, field: str) -> str:
        value = self.required_text(field)
        if value and value not in ("moderator", "viewer"):
            self._wrong(field, NOT_A_ROLE)
        return value

    def settings(self, field: str) -> Mapping[str, bool]:
        """All ten, each once, in the caller's order."""
        rows = self._values.get(field)
        if rows is None:
            self._wrong(field, REQUIRED)
            return {}
        if not isinstance(rows, list) or not all(_is_setting(row) for row in rows):
            self._wrong(field, NOT_SETTINGS)
            return {}
        names = [row["setting"] for row in rows]
        amiss = [
            *_listed("إعدادات ناقصة", "missing", [name for name in SETTINGS if name not in names]),
            *_listed("إعدادات مكررة", "repeated", [name for name in SETTINGS if names.count(name) > 1]),
            *_listed("إعدادات غير معروفة", "unknown", [name for name in names if name not in SETTINGS]),
        ]
        if amiss:
            self._wrong(
                field, Text("؛ ".join(text.ar for text in amiss), "; ".join(text.en for text in amiss))
            )
        return {row["setting"]: row["value"] for row in rows}

    def _wrong(self, field: str, text: Text) -> None:
        self._errors.append(text.about(field))


def _is_setting(row: object) -> bool:
    return (
        isinstance(row, dict) and isinstance(row.get("setting"), str) and isinstance(row.get("value"), bool)
    )


def _listed(ar: str, en: str, names: Sequence[str]) -> list[Text]:
    listed = ", ".join(names)
    return [Text(f"{ar}: {listed}", f"{en}: {listed}")] if names else []

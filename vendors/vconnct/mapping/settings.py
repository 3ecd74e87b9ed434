"""Maps the ten switches of a meeting, and of the account. Pure."""

from collections.abc import Iterable

from models.settings import MeetingLocks, MeetingSettings
from vendors.vconnct import payloads
from vendors.vconnct.scalars import flag


def of_rows(rows: Iterable[payloads.Setting]) -> MeetingSettings:
    on = {row.setting: flag(row.value) for row in rows}
    return MeetingSettings(
        record=on.get("record"),
        auto_start_recording=on.get("auto_start_recording"),
        allow_start_stop_recording=on.get("allow_start_stop_recording"),
        # BBB, behind it, says webcamsOnlyForModerator.
        webcams_only_for_moderators=on.get("webcam_only_for_moderators"),
        locks=MeetingLocks(
            camera=on.get("lock_settings_disable_cam"),
            microphone=on.get("lock_settings_disable_mic"),
            private_chat=on.get("lock_settings_disable_private_chat"),
            public_chat=on.get("lock_settings_disable_public_chat"),
            notes=on.get("lock_settings_disable_note"),
            layout=on.get("lock_settings_locked_layout"),
        ),
    )

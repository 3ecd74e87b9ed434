"""How long, and of which meeting, a word of EnableX' list is taken for one of now."""

from dataclasses import replace
from datetime import datetime, timedelta

from msgspec import UNSET, structs

from models.meeting import MeetingState
from models.partial import Unfetched
from models.vendor import Vendor
from tests.support.builders import NOON, a_meeting, at
from tests.support.enablex import meeting_key
from vendors.enablex import payloads
from vendors.enablex.stages import FRESH_FOR, Stages

LISTED = a_meeting(
    vendor=Vendor.ENABLEX,
    state=MeetingState.RUNNING,
    vendor_state="current",
    starts_at=at(-60),
    duration_minutes=30,
)
ROW = payloads.Meeting(
    meeting_id=LISTED.vendor_id,
    stage="current",
    start_time=f"{LISTED.starts_at:%Y-%m-%d %H:%M:%S}",
    duration="30",
)
SHOWN = replace(LISTED, state=MeetingState.ENDED, state_is_reckoned=True, vendor_state=Unfetched("listing"))


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


def test_a_word_counts_for_a_moment() -> None:
    clock = Clock()
    stages = Stages(clock)
    stages.hear([ROW])
    clock.at = NOON + FRESH_FOR
    told = stages.told(SHOWN)
    assert (told.state, told.state_is_reckoned, told.state_is_kept) == (MeetingState.RUNNING, False, True)
    clock.at += timedelta(microseconds=1)
    assert stages.told(SHOWN) == SHOWN


def test_the_last_word_counts() -> None:
    stages = Stages(Clock())
    stages.hear([ROW])
    stages.hear([structs.replace(ROW, stage="past")])
    assert stages.told(SHOWN) == replace(SHOWN, state_is_reckoned=False, state_is_kept=True)


def test_a_meeting_that_was_moved_since_is_another_matter() -> None:
    stages = Stages(Clock())
    stages.hear([ROW])
    for changed in (replace(SHOWN, starts_at=at(0)), replace(SHOWN, duration_minutes=45)):
        assert stages.told(changed) == changed


def test_what_the_list_does_not_say_is_no_word() -> None:
    stages = Stages(Clock())
    for stage in (UNSET, None, "", " "):
        stages.hear([structs.replace(ROW, stage=stage)])
        assert stages.told(SHOWN) == SHOWN


def test_a_word_of_the_call_itself_is_not_replaced() -> None:
    stages = Stages(Clock())
    stages.hear([ROW])
    said = replace(LISTED, state=MeetingState.ENDED, vendor_state="past")
    assert stages.told(said) == said


def test_of_a_long_list_the_last_words_stay() -> None:
    stages = Stages(Clock())
    stages.hear([structs.replace(ROW, meeting_id=str(number)) for number in range(20_000)])
    states = {
        number: stages.told(replace(SHOWN, key=meeting_key(str(number)))).state
        for number in (0, 14_999, 15_000, 19_999)
    }
    assert states == {
        **dict.fromkeys((0, 14_999), MeetingState.ENDED),
        **dict.fromkeys((15_000, 19_999), MeetingState.RUNNING),
    }

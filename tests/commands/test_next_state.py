"""What one look at the vendor says of a command."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from commands import state_machine
from commands.next_state import next_state
from models.command import Command, CommandParameters, CommandState
from models.documents.command import CommandRecord
from models.meeting import MeetingCommands, MeetingState
from models.stage import Stage
from tests.support.builders import NOON, a_command
from tests.support.records import a_record
from tests.support.tablets import TABLET

SOON, LATE = NOON + timedelta(seconds=5), NOON + timedelta(seconds=31)
ON = CommandParameters(value=True)
SENT = a_record(CommandState.SENT, attempts=1, vendor_ids=("v1",))
FETCHED = a_record(CommandState.SENT, CommandState.FETCHED, attempts=1, vendor_ids=("v1",))


def reading(*commands: Command, state: MeetingState | None = MeetingState.RUNNING) -> MeetingCommands:
    return MeetingCommands(state=state, commands={TABLET: commands})


def shown(id: str = "v1", **flags: Any) -> Command:
    return a_command(id, parameters=ON, **{"fetched": False, "executed": False, **flags})


def to(record: CommandRecord, look: MeetingCommands | None, now: datetime = SOON) -> Stage | None:
    return next_state(record, look, (), now=now).to


def test_a_flag_moves_a_command_on() -> None:
    assert to(SENT, reading(shown(fetched=True))) is Stage.FETCHED
    assert to(SENT, reading(shown(fetched=True, executed=True))) is Stage.EXECUTED
    assert to(FETCHED, reading(shown(executed=True))) is Stage.EXECUTED


@pytest.mark.parametrize("look", [None, reading(), reading(shown()), reading(shown(fetched=False))])
def test_nothing_moves_a_command_back(look: MeetingCommands | None) -> None:
    assert to(FETCHED, look) is None


@pytest.mark.parametrize("record", [SENT, FETCHED])
def test_to_vanish_from_the_list_proves_nothing(record: CommandRecord) -> None:
    assert to(record, reading()) is None
    assert to(record, reading(), LATE) is Stage.UNKNOWN


def test_what_was_not_carried_out_by_its_deadline_expires() -> None:
    assert to(SENT, reading(shown()), LATE) is Stage.EXPIRED


def test_a_vendor_that_hides_its_flags_leaves_the_end_unknown() -> None:
    assert to(SENT, reading(shown(fetched=None, executed=None)), LATE) is Stage.UNKNOWN


def test_the_end_of_a_meeting_ends_its_open_commands() -> None:
    assert to(SENT, reading(shown(), state=MeetingState.ENDED)) is Stage.EXPIRED


def test_what_was_carried_out_as_the_meeting_ended_is_executed() -> None:
    assert to(SENT, reading(shown(executed=True), state=MeetingState.ENDED)) is Stage.EXECUTED


def test_a_vendor_that_cannot_be_asked_is_waited_for_beyond_the_deadline_but_not_for_ever() -> None:
    assert to(SENT, None, LATE) is None
    assert to(SENT, None, NOON + timedelta(seconds=71)) is Stage.UNKNOWN


@pytest.mark.parametrize("state", [CommandState.EXPIRED, CommandState.UNKNOWN])
def test_a_late_truth_is_taken(state: CommandState) -> None:
    given_up = a_record(CommandState.SENT, state, attempts=1, vendor_ids=("v1",))
    assert to(given_up, reading(shown(executed=True)), LATE) is Stage.EXECUTED
    assert to(given_up, reading(shown(fetched=True)), LATE) is None


def test_what_has_no_answer_is_found_by_what_was_not_there_before() -> None:
    lost = a_record(CommandState.UNKNOWN, attempts=1, seen=("v1",))
    look = reading(shown("v1", executed=True), shown("v2", executed=True))
    outcome = next_state(lost, look, (), now=SOON)
    assert (outcome.to, outcome.ids) == (Stage.EXECUTED, ("v2",))


@pytest.mark.parametrize(
    ("seen", "linked"),
    [(("v1",), ()), ((), ("v1",)), (None, ())],
    ids=["there before", "another's", "unseen"],
)
def test_what_may_be_anybodys_is_not_taken_for_ours(
    seen: tuple[str, ...] | None, linked: tuple[str, ...]
) -> None:
    lost = a_record(CommandState.UNKNOWN, attempts=1, seen=seen)
    assert next_state(lost, reading(shown("v1", executed=True)), linked, now=SOON).to is None


def test_another_kind_of_command_is_not_taken_for_ours() -> None:
    lost = a_record(CommandState.UNKNOWN, attempts=1, seen=())
    other = a_command("v2", parameters=CommandParameters(value=False), executed=True)
    assert next_state(lost, reading(other), (), now=SOON).to is None


def test_a_tablet_whose_turn_it_was_not_is_as_one_that_could_not_be_asked() -> None:
    left_out = MeetingCommands(state=MeetingState.ENDED, commands={}, unasked=frozenset({TABLET}))
    assert to(SENT, left_out, LATE) is None
    assert to(SENT, left_out, LATE + state_machine.GRACE) is Stage.UNKNOWN

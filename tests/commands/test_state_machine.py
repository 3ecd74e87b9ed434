"""The table of a command's life, in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.state_machine import (
    SETS_STATE_ATTEMPTS,
    SETTLED_SECONDS,
    TRANSITIONS,
    ListLookup,
    Next,
    after_ambiguity,
    deadline,
    is_final,
    is_legal,
)
from models.command import CommandParameters, CommandState, CommandType, DeliveryGuarantee
from models.stage import FINAL, GIVEN_UP, Stage

AMBIGUITIES = {
    "lookup": st.sampled_from(ListLookup),
    "attempts": st.integers(1, 9),
    "since_attempt": st.floats(0, 900),
    "left": st.floats(-100, 600),
}


def reached(stage: Stage) -> set[Stage]:
    """The stages that a command may come to, but for being put back where it certainly did not leave."""
    found: set[Stage] = set()
    ahead = [stage]
    while ahead:
        here = ahead.pop()
        new = {each for each in TRANSITIONS[here] if (here, each) != (Stage.SENDING, Stage.ACCEPTED)} - found
        found |= new
        ahead += new
    return found


def test_every_stage_has_its_moves() -> None:
    assert set(TRANSITIONS) == set(Stage)


@pytest.mark.parametrize("stage", Stage)
def test_no_stage_is_come_back_to_but_by_what_certainly_did_not_leave(stage: Stage) -> None:
    assert stage not in reached(stage)


@pytest.mark.parametrize("stage", Stage)
def test_nothing_follows_a_final_stage(stage: Stage) -> None:
    assert (stage in FINAL) == (not TRANSITIONS[stage])


@pytest.mark.parametrize("stage", sorted(GIVEN_UP, key=lambda stage: stage.value))
def test_what_was_given_up_accepts_a_late_truth_once_it_had_left(stage: Stage) -> None:
    assert is_legal(stage, Stage.EXECUTED, left=True)
    assert not is_legal(stage, Stage.EXECUTED, left=False)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ACCEPTED])
def test_nothing_is_taken_back_once_it_may_have_left(stage: Stage) -> None:
    assert not is_legal(stage, Stage.CANCELLED, left=True)


def test_what_expired_before_it_left_is_final() -> None:
    assert is_final(Stage.EXPIRED, left=False)
    assert not is_final(Stage.EXPIRED, left=True)


def test_sending_is_shown_as_accepted_and_nothing_else_is_hidden() -> None:
    shown = {stage: stage.shown for stage in Stage}
    assert shown.pop(Stage.SENDING) is CommandState.ACCEPTED
    assert all(state.value == stage.value for stage, state in shown.items())


@pytest.mark.parametrize(
    ("type", "value", "seconds"),
    [
        (CommandType.CAMERA_ON, True, 30),
        (CommandType.MICROPHONE_ON, True, 30),
        (CommandType.CAMERA_ON, False, 60),
        (CommandType.MICROPHONE_ON, False, 60),
        (CommandType.HANGUP, None, 60),
        (CommandType.START_MEETING, None, 600),
        (CommandType.SET_VOLUME, None, 600),
        (CommandType.SET_QUALITY, None, 600),
    ],
)
def test_a_camera_is_opened_soon_or_not_at_all(type: CommandType, value: bool | None, seconds: int) -> None:
    assert deadline(type, CommandParameters(value=value)).total_seconds() == seconds


@given(**AMBIGUITIES)
def test_what_may_not_be_repeated_is_never_sent_again(**told: object) -> None:
    follows = after_ambiguity(DeliveryGuarantee.NOT_REPEATABLE, **told)  # type: ignore[arg-type]
    assert follows in (Next.SENT, Next.UNKNOWN)


@given(**AMBIGUITIES)
def test_what_sets_a_state_is_never_sent_a_fourth_time(**told: object) -> None:
    follows = after_ambiguity(DeliveryGuarantee.SETS_STATE, **told)  # type: ignore[arg-type]
    assert follows is not Next.SEND_AGAIN or told["attempts"] < SETS_STATE_ATTEMPTS  # type: ignore[operator]


@given(**AMBIGUITIES)
def test_what_can_be_looked_up_is_sent_again_only_where_it_is_proved_absent(**told: object) -> None:
    follows = after_ambiguity(DeliveryGuarantee.QUERYABLE, **told)  # type: ignore[arg-type]
    proved = told["lookup"] is ListLookup.ABSENT and told["since_attempt"] >= SETTLED_SECONDS  # type: ignore[operator]
    assert follows is not Next.SEND_AGAIN or proved


@given(guarantee=st.sampled_from(DeliveryGuarantee), **AMBIGUITIES)
def test_nothing_is_sent_again_after_its_deadline(guarantee: DeliveryGuarantee, **told: object) -> None:
    follows = after_ambiguity(guarantee, **told)  # type: ignore[arg-type]
    assert follows is not Next.SEND_AGAIN or told["left"] > 0  # type: ignore[operator]


@given(guarantee=st.sampled_from(DeliveryGuarantee), **AMBIGUITIES)
def test_what_is_seen_is_sent(guarantee: DeliveryGuarantee, **told: object) -> None:
    told["lookup"] = ListLookup.PRESENT
    assert after_ambiguity(guarantee, **told) is Next.SENT  # type: ignore[arg-type]


@given(guarantee=st.sampled_from(DeliveryGuarantee), **{**AMBIGUITIES, "left": st.floats(-900, -60)})
def test_a_minute_after_the_deadline_nobody_looks_any_more(
    guarantee: DeliveryGuarantee, **told: object
) -> None:
    assert after_ambiguity(guarantee, **told) is not Next.LOOK_AGAIN  # type: ignore[arg-type]

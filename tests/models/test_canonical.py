"""The canonical form of an input stays as it is when inputs get further fields."""

import json
from dataclasses import make_dataclass
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, Account
from models.canonical import canonical, canonical_before
from models.drafts import MeetingChanges, MeetingDraft, PinReset
from models.ids import Key, Kind
from models.settings import MeetingSettings
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.drafts import DRAFTS, MEETING, ROOM


def grown(kind: type[Any], default: Any) -> Any:
    """The class as a later version has it: with one more field that need not be given."""
    options = {"frozen": True, "slots": True, "kw_only": True}
    return make_dataclass(kind.__name__, [("added_later", Any, default)], bases=(kind,), **options)


@pytest.mark.parametrize("written", [canonical, canonical_before])
@pytest.mark.parametrize("default", [None, True, ()])
def test_a_field_that_is_added_later_changes_no_input_that_does_not_name_it(
    written: Any, default: Any
) -> None:
    now, later = MeetingChanges, grown(MeetingChanges, default)
    assert written(later(meeting=MEETING, title="A")) == written(now(meeting=MEETING, title="A"))
    within = grown(MeetingSettings, default)(record=True)
    assert written(now(meeting=MEETING, settings=within)) == written(
        now(meeting=MEETING, settings=MeetingSettings(record=True))
    )


@pytest.mark.parametrize("written", [canonical, canonical_before])
def test_a_field_that_is_added_later_tells_inputs_apart_that_name_it(written: Any) -> None:
    later = grown(MeetingChanges, None)
    told = [written(later(meeting=MEETING, added_later=value)) for value in (None, 1, 2)]
    assert len({json.dumps(one) for one in told}) == 3


def test_what_is_not_asked_for_is_left_out() -> None:
    assert canonical(MeetingDraft(vendor=Vendor.VSEE, title="A")) == {"vendor": "VSEE", "title": "A"}
    assert canonical(PinReset(room=ROOM)) == canonical(PinReset(room=ROOM, moderator=True))


def test_what_is_asked_to_be_empty_is_told_from_what_is_not_asked_for() -> None:
    asked = [MeetingChanges(meeting=MEETING, **more) for more in ({}, {"description": ""})]
    nested = [MeetingChanges(meeting=MEETING, settings=one) for one in (None, MeetingSettings())]
    assert canonical(asked[0]) != canonical(asked[1])
    assert canonical(nested[0]) != canonical(nested[1])


def test_inputs_that_differ_are_written_otherwise() -> None:
    for written in (canonical, canonical_before):
        assert len({json.dumps([name, written(draft)]) for name, draft in DRAFTS}) == len(DRAFTS)


def test_a_second_account_is_told_from_the_first_and_no_tenant_is_named() -> None:
    first = a_key(Kind.MEETING, Vendor.VSEE, ("1",))
    second = Key(Kind.MEETING, Account("a-tenant", Vendor.VSEE, "second"), ("1",))
    assert canonical(first) == {"kind": "Meeting", "vendor": "VSEE", "parts": ["1"]}
    assert canonical(second) == {"kind": "Meeting", "vendor": "VSEE/second", "parts": ["1"]}
    assert DEFAULT_TENANT not in json.dumps(canonical(first))

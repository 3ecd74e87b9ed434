"""What a table tells of a word, a column of views tells as each view does."""

from types import SimpleNamespace
from typing import Any

import pytest

from models.account import first_account
from models.columns import column_of
from models.vendor import Vendor
from models.view import View
from models.view_columns import read_ahead
from tests.support.builders import NOON
from tests.support.reading import answered
from vendors.columns import told_by
from vendors.enablex import payloads as enablex
from vendors.enablex.mapping.meetings import ListedMeeting as EnableXMeeting
from vendors.payload import Row
from vendors.telecomx import payloads as telecomx
from vendors.telecomx.mapping.meetings import ListedMeeting as TelecomxMeeting
from vendors.vsee import payloads as vsee
from vendors.vsee.mapping.visits import VisitMeeting


def test_a_function_is_asked_only_about_what_the_table_has_not() -> None:
    asked: list[object] = []

    @told_by("word", {"on": True})
    def is_on(thing: Any) -> bool:
        asked.append(thing.word)
        return False

    column = column_of(is_on)
    assert column is not None
    things = [SimpleNamespace(word=word) for word in ("on", "off", None)]
    assert (column(things), asked) == ([True, False, False], ["off", None])


WORDS = {
    EnableXMeeting: [
        enablex.Meeting(meeting_id="m", stage=word, start_time=at)
        for word in ("upcoming", "current", "past", "Past", "odd", "", None)
        for at in ("2030-01-07 08:45:00", None)
    ],
    TelecomxMeeting: [
        telecomx.Room(id="r", state=word) for word in ("CREATED", "STARTED", "created", "odd", "", None)
    ],
    VisitMeeting: [
        vsee.Visit(id="v", status=word, end=end, actual_end=ended)
        for word in ("10", 10, "30", "40", "completed", "odd", "", None)
        for end in (1, 4_000_000_000, None)
        for ended in (1_600_000_000, "soon", None)
    ],
}


@pytest.mark.parametrize("kind", WORDS)
def test_states_of_a_column_are_those_of_each_meeting(kind: type[View]) -> None:
    def views() -> list[Any]:
        rows: list[Row] = WORDS[kind]
        return [kind.over(row, answered(first_account("default", Vendor.VSEE), NOON)) for row in rows]

    each, together = views(), views()
    read_ahead(together, "state", "state_is_reckoned")
    for name in ("state", "state_is_reckoned"):
        assert [getattr(view, name) for view in together] == [getattr(view, name) for view in each]

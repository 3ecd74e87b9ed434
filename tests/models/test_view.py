"""Views: lazily translated, equal to plain models, frozen, and without their row once they are kept."""

import copy
import gc
import pickle
import weakref
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields
from sys import getsizeof
from typing import Any

import pytest

from models.view import View, plain, with_changes
from models.view_attributes import derived, supplied


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    key: str
    title: str | None = None
    pin: str | None = field(default=None, repr=False)
    room: Room | None = None
    others: tuple[Room, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.key}: {self.title}"


class Row(dict[str, Any]):
    """A row that counts what is read of it."""

    def __init__(self, **values: Any) -> None:
        super().__init__(values)
        self.read: list[str] = []

    def of(self, name: str) -> Any:
        self.read.append(name)
        return self[name]


class RoomView(View, Room):
    name = derived(lambda room: room._row.of("room_name"))


class MeetingView(View, Meeting):
    key = derived(lambda meeting: meeting._row.of("id"))
    title = derived(lambda meeting: meeting._row.of("title"))
    pin = derived(lambda meeting: meeting._row.of("pin"))
    room = derived(lambda meeting: RoomView.over(meeting._row, meeting._answer))
    others = derived(lambda meeting: (RoomView.over(meeting._row, meeting._answer),))


def row() -> Row:
    return Row(id="m-1", title="Knee", pin="4711", room_name="Blue")


PLAIN = Meeting(key="m-1", title="Knee", pin="4711", room=Room(name="Blue"), others=(Room(name="Blue"),))


def test_making_a_view_reads_nothing_and_each_attribute_is_translated_once() -> None:
    source = row()
    view = MeetingView.over(source, None)
    assert source.read == []
    assert (view.title, view.title, view.label) == ("Knee", "Knee", "m-1: Knee")
    assert source.read == ["title", "id"]


def test_the_views_of_a_list_hold_little_beside_their_values() -> None:
    views = [MeetingView.over(row(), None) for _ in range(100)]
    assert {view.key for view in views} == {"m-1"}
    # A dict of its own has the names besides.
    assert all(getsizeof(view.__dict__) < getsizeof(dict(view.__dict__)) for view in views[50:])


def test_a_view_equals_a_plain_model_from_both_sides_and_has_its_hash() -> None:
    view = MeetingView.over(row(), None)
    assert view == PLAIN
    assert [view] == [PLAIN]
    assert view == MeetingView.over(row(), None)
    assert hash(view) == hash(PLAIN)
    assert view != MeetingView.over(Row(**row() | {"title": "Hip"}), None)
    assert view != "m-1"


def test_a_view_prints_as_its_model_and_without_what_that_hides() -> None:
    view = MeetingView.over(row(), None)
    assert repr(view) == repr(PLAIN)
    assert "4711" not in repr(view)


def test_a_view_is_an_instance_with_the_fields_of_its_model() -> None:
    view = MeetingView.over(row(), None)
    assert isinstance(view, Meeting)
    assert [each.name for each in fields(view)] == ["key", "title", "pin", "room", "others"]
    assert asdict(view) == asdict(PLAIN)
    match view:
        case Meeting(title="Knee"):
            pass
        case _:
            pytest.fail("a class pattern does not see it")


@pytest.mark.parametrize("name", ["title", "_row", "anything"])
def test_a_view_is_frozen(name: str) -> None:
    view = MeetingView.over(row(), None)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(view, name, "Hip")
    with pytest.raises((FrozenInstanceError, AttributeError)):
        delattr(view, name)


def test_a_copy_is_as_good_as_the_view_and_a_pickled_one_is_plain() -> None:
    view = MeetingView.over(row(), None)
    assert copy.copy(view) == view
    assert type(copy.deepcopy(view)) is Meeting
    assert pickle.loads(pickle.dumps(view)) == PLAIN


def test_changes_lie_over_a_view_and_read_nothing_of_it() -> None:
    source = row()
    changed = with_changes(MeetingView.over(source, None), title="Hip")
    again = with_changes(changed, pin=None)
    assert source.read == []
    assert (changed.title, changed.key, changed.pin) == ("Hip", "m-1", "4711")
    assert (again.title, again.key, again.pin) == ("Hip", "m-1", None)
    assert source.read == ["id", "pin"]


def test_what_follows_from_several_attributes_follows_from_the_row_under_a_change() -> None:
    class Labelled(MeetingView):
        title = derived(lambda meeting: f"of {meeting.key}")

    assert with_changes(Labelled.over(row(), None), key="m-2").title == "of m-1"


def test_a_plain_model_is_changed_as_dataclasses_are() -> None:
    assert with_changes(PLAIN, title="Hip") == Meeting(
        key="m-1", title="Hip", pin="4711", room=Room(name="Blue"), others=(Room(name="Blue"),)
    )


def test_a_plain_model_of_a_view_keeps_no_row() -> None:
    source = row()
    held = weakref.ref(source)
    kept = plain((with_changes(MeetingView.over(source, None), title="Hip"), PLAIN))
    assert type(kept[0]) is Meeting
    assert type(kept[0].room) is Room
    assert type(kept[0].others[0]) is Room
    assert kept[1] is PLAIN
    del source
    gc.collect()
    assert held() is None


def test_a_plain_model_has_all_changes_also_of_what_has_no_line() -> None:
    class Short(View, Meeting):
        key = derived(lambda meeting: meeting._row.of("id"))

    class Longer(Short):
        title = "of all"

    view = with_changes(with_changes(Longer.over(row(), None), pin="1"), room=Room(name="Red"))
    assert plain(view) == Meeting(key="m-1", title="of all", pin="1", room=Room(name="Red")) == view
    assert plain(Short.over(row(), None)) == Meeting(key="m-1")


def test_what_has_no_view_in_it_is_the_very_same_object() -> None:
    rows = (PLAIN, Room(name="Red"))
    assert plain(rows) is rows


def test_a_view_in_a_plain_model_is_made_plain() -> None:
    @dataclass(frozen=True)
    class Batch:
        rows: tuple[Meeting, ...]
        more: bool

    kept = plain(Batch((MeetingView.over(row(), None),), more=True))
    assert kept == Batch((PLAIN,), more=True)
    assert type(kept.rows[0]) is Meeting


def test_what_is_given_is_told_when_the_view_is_made() -> None:
    class Given(MeetingView):
        key = supplied()

    assert Given.over(row(), None, key="m-9").key == "m-9"
    with pytest.raises(TypeError, match="without what it needs"):
        _ = Given.over(row(), None).key


def test_a_view_without_a_line_for_a_required_attribute_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="lacks key"):

        class Nameless(View, Meeting):
            title = "Knee"

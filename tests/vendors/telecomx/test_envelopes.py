"""The shapes that the pages' tables and examples disagree on, and shapes that nobody promised."""

import msgspec
import pytest
from msgspec import UNSET

from vendors.operation_scope import operation_scope
from vendors.telecomx import envelopes


@pytest.fixture
def losses():
    """What reading had to leave out."""
    with operation_scope() as scope:
        yield scope.gaps


def room(body):
    return envelopes.room(body, "read room")


def test_commands_may_sit_beside_the_room_or_inside_it():
    commands = [{"_id": "c1", "type": "HANGUP"}]
    beside = {
        "meeting": {"_id": "m1", "devices": [{"_id": "d1"}]},
        "devices": [{"_id": "d1", "commands": commands}],
    }
    inside = {
        "meeting": {"_id": "m1", "devices": [{"_id": "d1", "commands": commands}]},
        "devices": [{"_id": "d1"}],
    }
    for body in (beside, inside):
        (tablet,) = room(body).tablets
        assert [command.id for command in tablet.commands] == ["c1"]


def test_what_one_place_lacks_comes_from_the_other():
    (tablet,) = room(
        {
            "meeting": {"_id": "m1", "devices": [{"_id": "d1", "serial": "S1"}]},
            "devices": [{"_id": "d1", "name": "N"}],
        }
    ).tablets
    assert (tablet.record.serial, tablet.record.name) == ("S1", "N")


def test_an_empty_value_in_one_place_hides_nothing_of_the_other():
    (tablet,) = room(
        {
            "meeting": {"_id": "m1", "devices": [{"_id": "d1", "name": "N", "settings": {"volume": 80}}]},
            "devices": [{"_id": "d1", "name": "", "settings": {"cameraOn": False}}],
        }
    ).tablets
    settings = tablet.record.settings
    assert (tablet.record.name, settings.volume, settings.camera_on) == ("N", 80, False)


def test_a_value_that_cannot_be_read_in_one_place_hides_nothing_of_the_other():
    (tablet,) = room(
        {
            "meeting": {
                "_id": "m1",
                "devices": [{"_id": "d1", "name": "N", "settings": {"cameraOn": False}}],
            },
            "devices": [{"_id": "d1", "name": True, "settings": {"cameraOn": "maybe"}, "commands": "x"}],
        }
    ).tablets
    assert (tablet.record.name, tablet.record.settings.camera_on) == ("N", False)
    assert (tablet.commands, tablet.is_garbled) == (None, True)


def test_what_is_in_a_room_is_read_when_it_is_asked_for(losses):
    found = room({"_id": "m1", "devices": [{"name": "no id"}], "participants": [7], "setting": {"name": 3}})
    assert len(losses) == 0
    assert (found.tablets, found.participants, found.setting) == ((), (), None)
    assert len(losses) == 3


def test_a_body_of_ones_own_is_taken_apart_and_read_the_same():
    body = {"rooms": [{"_id": "m1"}, {"_id": "m2"}, {"no": "id"}, {"_id": "m1", "subject": "again"}]}
    found = envelopes.rooms(body, "list rooms", is_own=True)
    assert [(room.record.id, room.record.subject) for room in found] == [("m1", UNSET), ("m2", UNSET)]
    assert body == {"rooms": []}


def test_a_room_without_the_key_shows_no_tablets():
    assert room({"_id": "m1"}).tablets is None
    assert room({"_id": "m1", "devices": None}).tablets == ()


def test_a_root_that_lists_settings_and_commands_is_not_read_for_them(body):
    (tablet,) = room(body("conference_flat")).tablets
    assert (tablet.record.settings.volume, tablet.commands) == (80, ())


def test_a_bad_template_does_not_cost_the_room(losses):
    read = room({"meeting": {"_id": "m1"}, "setting": {"name": 3}})
    assert (read.record.id, read.setting, len(losses)) == ("m1", None, 1)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "x",
        3,
        {},
        {"meeting": None},
        {"meeting": {}},
        {"_id": {}, "startTime": "2025-11-04T10:40:23Z"},
    ],
)
def test_what_is_no_room_is_refused(bad):
    with pytest.raises(msgspec.ValidationError):
        room(bad)


@pytest.mark.parametrize(
    "body",
    [
        [{"_id": "m1"}],
        [{"meeting": {"_id": "m1"}, "devices": []}],
        {"meetings": [{"_id": "m1"}]},
        {"rooms": [{"_id": "m1"}]},
        {"items": [{"_id": "m1"}]},
        {"_id": "m1"},
        {"meeting": {"_id": "m1"}},
    ],
)
def test_rooms_are_found_in_every_envelope(body):
    assert [room.record.id for room in envelopes.rooms(body, "list rooms")] == ["m1"]


@pytest.mark.parametrize("bad", [None, "x", {}, {"error": {"code": "x"}}, {"meetings": "x"}])
def test_what_is_no_list_of_rooms_is_not_an_empty_one(bad):
    with pytest.raises(msgspec.ValidationError):
        envelopes.rooms(bad, "list rooms")


@pytest.mark.parametrize("body", [{"meetings": None}, {"rooms": None}, {"items": None, "total": 0}])
def test_a_list_that_is_null_is_an_empty_value(body):
    assert envelopes.rooms(body, "list rooms") == ()


def test_a_null_beside_the_list_is_not_taken_for_it():
    assert len(envelopes.rooms({"meetings": None, "rooms": [{"_id": "m1"}]}, "list rooms")) == 1


def test_a_room_that_is_listed_twice_is_one_room():
    rooms = [{"_id": "m1", "subject": "first"}, {"_id": "m2"}, {"_id": "m1", "subject": "again"}]
    read = envelopes.rooms(rooms, "list rooms")
    assert [(room.record.id, room.record.subject) for room in read] == [("m1", "first"), ("m2", UNSET)]


def test_a_tablet_that_is_listed_twice_is_one_tablet_of_two_rows():
    devices, rows, _ = envelopes.devices([{"_id": "d1"}, {"_id": "d1"}], "list devices")
    assert ([device.id for device in devices], rows) == (["d1"], 2)


def test_one_bad_room_costs_only_itself(losses):
    rooms = envelopes.rooms(
        [{"_id": "m1"}, {"subject": "no id"}, {"_id": {}, "subject": "no id either"}], "list rooms"
    )
    assert [room.record.id for room in rooms] == ["m1"]
    assert [problem.count for problem in losses.problems()] == [2]


def test_an_idle_tablet_may_be_in_a_meeting_of_null():
    assert envelopes.current_room({"meeting": None}, "x") is None


def test_templates_are_found_in_both_envelopes():
    for body in ({"settings": [{"_id": "a1"}]}, [{"_id": "a1"}]):
        assert [setting.id for setting in envelopes.settings(body, "list settings")] == ["a1"]


def test_live_values_are_found_in_the_table(body):
    live = envelopes.live(body("live"), "x")
    assert (len(live.commands), live.state, live.is_whole) == (1, "STARTED", True)


@pytest.mark.parametrize("body", [[{"_id": "c1", "type": "HANGUP"}], {"_id": "c1", "type": "HANGUP"}])
def test_live_commands_are_found_in_an_array_or_alone(body):
    live = envelopes.live(body, "x")
    assert ([command.id for command in live.commands], live.is_whole) == (["c1"], False)


@pytest.mark.parametrize("bad", [None, "x", {"error": {}}, {"error": {}, "_id": None}, 3])
def test_what_is_no_live_answer_is_refused(bad):
    with pytest.raises(msgspec.ValidationError):
        envelopes.live(bad, "x")


def test_no_live_command_may_be_an_empty_object():
    assert envelopes.live({}, "x") == envelopes.Live((), is_whole=False)


def test_a_conference_shows_less_than_a_room(body):
    assert room(body("conference_flat")).is_bare
    assert not room(body("room_nested")).is_bare


@pytest.mark.parametrize("key", ["devices", "items"])
def test_tablets_are_found_under_both_names(key):
    devices, rows, total = envelopes.devices({key: [{"_id": "d1"}], "total": 9}, "list devices")
    assert ([device.id for device in devices], rows, total) == (["d1"], 1, 9)


@pytest.mark.parametrize("total", [None, "many", True, [9], -1])
def test_an_odd_total_counts_as_unknown(total):
    assert envelopes.devices({"devices": [], "total": total}, "list devices")[2] is None


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"error": {"code": "customer"}}, ("customer",)),
        ({"error": [{"code": "a"}, {"code": "b"}]}, ("a", "b")),
        ({"errors": [{"code": "devices[0].name"}]}, ("devices[0].name",)),
        ({"error": {"code": "Invalid data"}}, ("Invalid data",)),
        ({"error": {"code": "call +4545454545 or else the patient dies"}}, ()),
        ({"error": {"code": 7}}, ()),
        ({"error": "x", "errors": None}, ()),
        (None, ()),
        ([], ()),
    ],
)
def test_error_codes_are_found_in_every_envelope(body, codes):
    assert envelopes.error_codes(body) == codes

"""What was shown is told of once, and belongs to the thing that it is a part of."""

from models.access import Pins
from models.ids import Kind
from models.vendor import Vendor
from resolvers.revealed import Revealed, Shown
from tests.support.accounts import a_key
from tests.support.builders import a_room
from tests.support.graph import a_context

PIN = "Pins.moderator"


def test_a_part_belongs_to_the_thing_above_it_however_deep() -> None:
    revealed, room, page, pins = Revealed(), a_room("r1"), object(), Pins(moderator="1234")
    revealed.belong((page,), (room,))
    revealed.belong(((pins,),), (page,))
    revealed.note(PIN, pins)
    assert revealed.take() == [Shown(PIN, room.key)]


def test_equal_parts_of_two_things_are_told_apart() -> None:
    revealed, rooms = Revealed(), (a_room("r1"), a_room("r2"))
    for room in rooms:
        pins = Pins(moderator="1234")
        revealed.belong((pins,), (room,))
        revealed.note(PIN, pins)
    assert revealed.take() == [Shown(PIN, room.key) for room in rooms]


def test_what_was_told_of_is_not_told_again() -> None:
    revealed, room = Revealed(), a_room("r1")
    revealed.note(PIN, room)
    assert revealed.take()
    revealed.note(PIN, room)
    assert revealed.take() == []


def test_a_secret_of_nobody_known_is_told_of_all_the_same() -> None:
    revealed = Revealed()
    revealed.note(PIN, Pins(moderator="1234"))
    assert revealed.take() == [Shown(PIN, None)]


def test_what_a_write_made_belongs_to_its_meeting() -> None:
    class Payload:
        meeting_key = a_key(Kind.MEETING, Vendor.VCONNCT, ("m1",))

    assert Revealed().owner(Payload()) == Payload.meeting_key


def test_the_events_of_a_subscription_share_what_was_shown() -> None:
    context = a_context()
    assert context.afresh().revealed is context.revealed

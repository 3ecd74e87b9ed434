"""VSee's documented rooms, queues and providers in our models."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from models.ids import Kind
from models.partial import Unfetched
from models.provider import Provider
from models.room import Consultation, Room, RoomKind, RoomQueue, Specialty
from models.time_zone import TimeZone
from models.vendor import Vendor
from tests.support.accounts import VSEE, a_key
from tests.support.reading import answered, converted
from vendors.vsee import payloads
from vendors.vsee.mapping import providers, rooms

CREATED = datetime(2020, 11, 18, 19, 49, 34, tzinfo=UTC)
ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("b4vjj",))
ANSWER = answered(VSEE, CREATED)


def room_of(body: dict[str, Any]) -> Room:
    return rooms.room(converted(payloads.identified(body["data"]), payloads.Room), ANSWER)


def provider_of(row: dict[str, Any]) -> payloads.Provider:
    return converted(payloads.identified(row), payloads.Provider)


@pytest.fixture
def room(body) -> Room:
    return room_of(body("room"))


# Rooms


def test_a_room_of_the_list_has_what_the_list_shows(body) -> None:
    found = rooms.summary(converted(body("rooms")["data"][0], payloads.RoomSummary), ANSWER)
    shown = {
        f.name: getattr(found, f.name)
        for f in fields(found)
        if getattr(found, f.name) not in (None, rooms.DETAIL)
    }
    assert shown == {
        "key": a_key(Kind.ROOM, Vendor.VSEE, ("room1_code",)),
        "kind": RoomKind.WAITING,
        "name": "Clinic waiting room",
        "code": "room1_code",
        "slug": "clinic",
        "domain": "vclinic.example",
        "created_at": datetime(2020, 11, 18, 17, 20, tzinfo=UTC),
        "updated_at": CREATED,
    }


def test_a_room_by_itself_has_everything(room) -> None:
    assert room == Room(
        key=ROOM,
        kind=RoomKind.WAITING,
        uid="171",
        name="provider00102 room",
        description="General care by video",
        code="b4vjj",
        slug="provider00102",
        domain="vclinic.example",
        subtitle="Please have your card ready",
        active=True,
        is_open=True,
        closed_message="Back tomorrow",
        is_public=True,
        time_zone=TimeZone(name="America/Los_Angeles"),
        account_id="clinic",
        created_at=CREATED,
        updated_at=CREATED,
        provider_ids=("85741",),
        allows_walk_ins=True,
        allows_appointments=False,
        guest_user_type=600,
        guests_can_log_in=False,
        consultations=(
            Consultation(
                vendor_id="1",
                description="Free consultation",
                duration_minutes=15,
                amount=0.0,
                group="default",
                is_charged=False,
                slots=1,
            ),
        ),
        currency="USD",
        specialties=(Specialty(code="general_care", name="General care", duration_minutes=15),),
    )


def test_the_list_leaves_exactly_what_the_room_by_itself_adds(body, room) -> None:
    row = {
        name: body("room")["data"][name] for name in ("code", "slug", "name", "domain", "created", "modified")
    }
    listed = rooms.summary(converted(row, payloads.RoomSummary), ANSWER)
    left = {f.name: getattr(room, f.name) for f in fields(room) if getattr(listed, f.name) == rooms.DETAIL}
    assert replace(listed, **left) == room


def test_nothing_of_a_room_by_itself_is_left(room) -> None:
    assert not [f.name for f in fields(room) if isinstance(getattr(room, f.name), Unfetched)]


def test_the_underlined_id_is_the_same_id(body) -> None:
    assert room_of(body("room_of_users")).uid == "171"


def test_a_time_as_an_object_is_the_same_instant(body) -> None:
    assert room_of(body("room_of_users")).created_at == CREATED.replace(microsecond=177000)


def test_the_old_name_of_the_currency_is_read(body) -> None:
    assert room_of(body("room_old")).currency == "USD"


def test_consultations_without_id_are_read(body) -> None:
    found = room_of(body("room_old")).consultations
    assert found == (Consultation(description="Free consultation", duration_minutes=15, amount=0.0),)


def test_providers_are_found_in_users_where_there_is_no_list_of_them(body) -> None:
    assert room_of(body("room_old")).provider_ids == ("85741", "85742")


def test_users_are_not_looked_at_where_there_is_a_list(body) -> None:
    document = body("room")
    document["data"] |= {"users": "85741,99999", "provider_ids": []}
    assert room_of(document).provider_ids == ()


@pytest.mark.parametrize("missing", ["", None, False])
def test_missing_text_is_none(body, missing: object) -> None:
    document = body("room")
    document["data"] |= {"subtitle": missing, "description": missing}
    room = room_of(document)
    assert (room.subtitle, room.description) == (None, None)


@pytest.mark.parametrize("nothing", ["", None, False, []])
def test_objects_may_be_anything_empty(body, nothing: object) -> None:
    document = body("room")
    document["data"] |= dict.fromkeys(("visits", "auth", "payment", "operation_settings"), nothing)
    room = room_of(document)
    assert (room.allows_walk_ins, room.guest_user_type, room.currency, room.is_open) == (
        None,
        None,
        None,
        None,
    )


def test_a_room_with_nothing_but_its_code_is_a_room() -> None:
    assert room_of({"data": {"code": "b4vjj"}}).key == ROOM


def test_a_closed_room_is_not_open(body) -> None:
    document = body("room")
    document["data"]["operation_settings"]["is_closed"] = True
    assert room_of(document).is_open is False


def test_a_bad_specialty_costs_only_itself(body) -> None:
    document = body("room")
    document["data"]["specialties"].append("dermatology")
    assert len(room_of(document).specialties or ()) == 1


@pytest.mark.parametrize("code", ["", None, "x" * 201, "a\udcffb", 1.5, True, [], -1, 2**64])
def test_a_code_that_cannot_name_a_room_makes_the_row_bad(code: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        converted({"code": code}, payloads.RoomSummary)


def test_numbers_that_are_none_are_null(body) -> None:
    document = body("room")
    document["data"]["payment"]["consultations"][0] |= {"duration": "abc", "amount": "free", "slots": "2"}
    (found,) = room_of(document).consultations or ()
    assert (found.duration_minutes, found.amount, found.slots) == (None, None, 2)


@pytest.mark.parametrize(
    ("group", "shown"), [("evening", "evening"), (True, "true"), (False, None), ("", None)]
)
def test_a_group_is_a_name_or_the_word_true(body, group: object, shown: str | None) -> None:
    document = body("room")
    document["data"]["payment"]["consultations"][0]["group"] = group
    (found,) = room_of(document).consultations or ()
    assert found.group == shown


# Queues


def test_a_queue(body) -> None:
    found = rooms.queue(converted(body("queue")["data"], payloads.Queue), ANSWER)
    assert found == RoomQueue(length=10, capacity=100, average_visit_seconds=3600, ahead=3)
    assert found.wait_seconds == 10800


def test_a_queue_without_a_factor_has_no_waiting_time(body) -> None:
    row = body("queue")["data"] | {"before_me": None}
    assert rooms.queue(converted(row, payloads.Queue), ANSWER).wait_seconds is None


# Providers


def test_a_provider_of_a_room(body) -> None:
    found = providers.summary(provider_of(body("providers")["data"][1]), ANSWER, "b4vjj")
    assert found == Provider(
        key=a_key(Kind.PROVIDER, Vendor.VSEE, ("b4vjj", "85742")),
        username="blair.roe",
        code="partner-7",
        subtype="482",
        first_name="Blair",
        last_name="Roe",
        vsee_id="vclinic+blair",
        photo="https://media.example/blair.png",
        is_online=True,
        short_bio="Sees children.",
        **dict.fromkeys(
            (
                "email",
                "phone",
                "active",
                "accepted_terms",
                "educational_training",
                "professional_interests",
                "personal_interests",
            ),
            providers.DETAIL,
        ),
    )


def test_a_provider_by_themselves(body) -> None:
    found = providers.provider(provider_of(body("provider")["data"]), ANSWER, "b4vjj")
    assert found == replace(
        providers.summary(provider_of(body("providers")["data"][1]), ANSWER, "b4vjj"),
        photo=providers.SUMMARY,
        email="blair.roe@vclinic.example",
        phone="+1 555 0100",
        active=True,
        accepted_terms=True,
        educational_training="Harbour University",
        professional_interests="Sleep",
        personal_interests=None,
    )


def test_false_null_and_empty_are_none_for_text(body) -> None:
    found = providers.summary(provider_of(body("providers")["data"][0]), ANSWER, "b4vjj")
    assert (found.code, found.photo, found.short_bio) == (None, None, None)


@pytest.mark.parametrize(
    ("status", "online"), [(True, True), (False, False), (20, None), ("1", None), (None, None)]
)
def test_only_true_is_online(body, status: object, online: object) -> None:
    row = body("providers")["data"][0] | {"status": status}
    assert providers.summary(provider_of(row), ANSWER, "b4vjj").is_online is online


def test_a_photo_that_does_come_with_the_provider_is_used(body) -> None:
    row = body("provider")["data"] | {"photo": "https://media.example/b.png"}
    assert providers.provider(provider_of(row), ANSWER, "b4vjj").photo == "https://media.example/b.png"

"""What the models compute, and what none of them does: change, or show a secret."""

import dataclasses
import enum
import importlib
import pkgutil
import typing
from datetime import timedelta
from typing import Any

import pytest

import models
from models.access import JoinLink, JoinPlatform, JoinRole
from models.command import CommandState
from models.errors import VendorRateLimited
from models.ids import Kind
from models.partial import Unfetched, if_fetched
from models.room import RoomQueue
from models.vendor import Capability, Vendor, sorted_capabilities
from models.vendor_problem import VendorProblem
from tests.support.builders import a_command, a_poll, a_room

MODULES = [importlib.import_module(f"models.{found.name}") for found in pkgutil.iter_modules(models.__path__)]
MODELS = sorted(
    {
        thing
        for module in MODULES
        for thing in vars(module).values()
        if isinstance(thing, type)
        and dataclasses.is_dataclass(thing)
        and thing.__module__.startswith("models.")
    },
    key=lambda model: f"{model.__module__}.{model.__name__}",
)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)

SECRET = "s3cret"

# What lets its holder in, or leads to a person: named here once more, so that a field cannot lose its mark unseen.
SECRETS = {
    "Attendance": {"full_name"},
    "DeviceSettings": {"medcom_uri"},
    "DialIn": {"numbers"},
    "InvitedContact": {"email", "name"},
    "Invitees": {"emails"},
    "JoinLink": {"url"},
    "Meeting": {"join_links", "pins"},
    "MeetingParticipant": {"address"},
    "Pins": {"moderator", "participant"},
    "Provider": {"email", "phone", "username"},
    "Recording": {"url"},
    "Room": {"join_links", "pins"},
    "Session": {"pins"},
    "Visit": {"code", "conference_hosts", "member_id"},
}


# There are thousands of views of these in a list, each of which would have the slots and leave them empty.
OF_MANY_VIEWS = {"Meeting", "Room"}


@each_model
def test_every_model_is_frozen_and_has_no_dict_unless_lists_have_many_views_of_it(model: type[Any]) -> None:
    parameters = model.__dataclass_params__
    assert (parameters.frozen, "__slots__" in vars(model)) == (True, model.__name__ not in OF_MANY_VIEWS)


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model in MODELS for name in sorted(SECRETS.get(model.__name__, ()))],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_no_model_shows_its_secret(model: type[Any], name: str) -> None:
    held = {field.name: "-" for field in dataclasses.fields(model) if field.default is dataclasses.MISSING}
    assert SECRET not in repr(model(**{**held, name: SECRET}))


@each_model
def test_every_default_is_a_value_that_cannot_change(model: type[Any]) -> None:
    for field in dataclasses.fields(model):
        assert field.default_factory is dataclasses.MISSING
        if dataclasses.is_dataclass(field.default):
            assert type(field.default) in MODELS
            continue
        assert isinstance(
            field.default,
            type(dataclasses.MISSING) | None | str | int | bool | tuple | frozenset | enum.Enum | timedelta,
        )


@each_model
def test_every_annotation_can_be_resolved(model: type[Any]) -> None:
    assert typing.get_type_hints(model)


# Commands


@pytest.mark.parametrize(
    ("fetched", "executed", "state"),
    [
        (None, None, CommandState.UNKNOWN),
        (False, None, CommandState.SENT),
        (None, False, CommandState.SENT),
        (False, False, CommandState.SENT),
        (True, None, CommandState.FETCHED),
        (True, False, CommandState.FETCHED),
        (None, True, CommandState.EXECUTED),
        (False, True, CommandState.EXECUTED),
        (True, True, CommandState.EXECUTED),
    ],
)
def test_a_commands_state_is_what_its_flags_prove(
    fetched: bool | None, executed: bool | None, state: CommandState
) -> None:
    assert a_command(fetched=fetched, executed=executed).state is state


def test_a_command_knows_its_meeting_and_its_device() -> None:
    command = a_command("c1", meeting="m1", device="d1")
    assert (command.meeting_key.kind, command.meeting_key.parts) == (Kind.MEETING, ("m1",))
    assert (command.device_key.kind, command.device_key.parts) == (Kind.DEVICE, ("d1",))


# Rooms, polls, links


@pytest.mark.parametrize(
    ("average", "ahead", "wait"),
    [(600, 3, 1800), (600, 0, 0), (0, 3, 0), (None, 3, None), (600, None, None), (None, None, None)],
)
def test_the_wait_is_the_product_of_both_factors(
    average: int | None, ahead: int | None, wait: int | None
) -> None:
    assert RoomQueue(average_visit_seconds=average, ahead=ahead).wait_seconds == wait


def test_a_rooms_own_vendor_id_goes_before_its_keys() -> None:
    assert (a_room("r1", vendor_room_id="x").vendor_id, a_room("r1").vendor_id) == ("x", "r1")


def test_a_poll_knows_its_room() -> None:
    poll = a_poll("p1", room="r1")
    assert (poll.room_key.kind, poll.room_key.parts) == (Kind.ROOM, ("r1",))


@pytest.mark.parametrize(
    ("role", "platform", "suits"),
    [
        (None, None, True),
        (JoinRole.HOST, None, True),
        (JoinRole.GUEST, None, False),
        (None, JoinPlatform.MOBILE, True),
        (None, JoinPlatform.DESKTOP, False),
        (None, JoinPlatform.ANY, False),
        (JoinRole.HOST, JoinPlatform.MOBILE, True),
        (JoinRole.GUEST, JoinPlatform.MOBILE, False),
    ],
)
def test_a_link_suits_its_own_role_and_platform(
    role: JoinRole | None, platform: JoinPlatform | None, suits: bool
) -> None:
    link = JoinLink(role=JoinRole.HOST, platform=JoinPlatform.MOBILE, url="https://join.example")
    assert link.suits(role, platform) is suits


@pytest.mark.parametrize("platform", [None, *JoinPlatform])
def test_a_link_for_any_platform_suits_all(platform: JoinPlatform | None) -> None:
    link = JoinLink(role=JoinRole.HOST, platform=JoinPlatform.ANY, url="https://join.example")
    assert link.suits(None, platform)


# Parts, problems, vendors


@pytest.mark.parametrize(("value", "told"), [(Unfetched("x"), None), (None, None), ("a", "a"), ("", "")])
def test_only_what_is_there_is_known(value: Any, told: str | None) -> None:
    assert if_fetched(value) == told


def test_a_problem_tells_all_that_its_error_tells() -> None:
    error = VendorRateLimited(Vendor.VSEE, "list rooms", retry_after_ms=250)
    assert VendorProblem.of(error) == VendorProblem(
        vendor=Vendor.VSEE,
        code=error.code,
        message="VSee asks to slow down: list rooms.",
        retryable=True,
        retry_after_ms=250,
    )


@pytest.mark.parametrize("vendor", Vendor)
def test_every_vendor_has_a_name_for_messages(vendor: Vendor) -> None:
    assert vendor.label.casefold().startswith(vendor.value.casefold())


def test_capabilities_are_told_in_the_order_of_their_definition() -> None:
    assert sorted_capabilities(frozenset(reversed(Capability))) == list(Capability)


def test_one_address_under_two_names_is_one_link() -> None:
    link = JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.ANY, url="https://join.example")
    assert dataclasses.replace(link, vendor_name="directLink") == dataclasses.replace(
        link, vendor_name="guestLink"
    )

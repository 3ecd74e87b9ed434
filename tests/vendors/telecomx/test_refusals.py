"""What each code of Telecomx' tables becomes."""

import pytest

from models.errors import VendorRejected
from models.problem import InvalidInput, NotAllowed, NotFound, ProblemCode, Rejected
from models.vendor import Vendor
from vendors.telecomx import refusals


def refusal(status, code):
    return VendorRejected(
        Vendor.TELECOMX, "write", status=status, vendor_code=code, vendor_message="canary-pin"
    )


COMMANDS = {
    (400, "meeting"): (Rejected, None),
    (400, "employee"): (Rejected, None),
    (400, "customer"): (Rejected, None),
    (404, "customer"): (Rejected, None),
    (409, "customer"): (NotAllowed, None),
    (403, "access_denied"): (NotAllowed, None),
    (404, "id"): (NotFound, ("meeting",)),
    (404, "meeting"): (NotFound, ("meeting",)),
    (404, "device"): (NotFound, ("device",)),
    (422, "deviceId"): (InvalidInput, ("device",)),
    (422, "command"): (InvalidInput, ("type",)),
    (422, "command.type"): (InvalidInput, ("type",)),
    (422, "command.value"): (InvalidInput, ("parameters", "value")),
    (422, "command.volume"): (InvalidInput, ("parameters", "volume")),
    (422, "command.quality"): (InvalidInput, ("parameters", "quality")),
}


def test_every_code_of_a_command_is_tested_here():
    assert set(COMMANDS) == set(refusals.OF_COMMANDS)


@pytest.mark.parametrize(("said", "expected"), COMMANDS.items())
def test_a_command_that_is_refused_says_where_it_lies(said, expected):
    problem = refusals.of_command(refusal(*said))
    assert (type(problem), problem.path) == expected


@pytest.mark.parametrize("said", [(422, "something.else"), (404, None), (409, "device"), (418, "teapot")])
def test_a_code_that_is_in_no_table_is_a_rejection(said):
    problem = refusals.of_command(refusal(*said))
    assert (type(problem), problem.vendor_code, problem.code) == (Rejected, said[1], ProblemCode.REJECTED)


@pytest.mark.parametrize(
    "said",
    [
        (401, "expired"),
        (401, "format_error"),
        (401, "invalid_token"),
        (401, "credentials_invalid"),
        (403, "blacklisted"),
        (403, "token"),
        (403, None),
    ],
)
def test_a_refusal_of_our_own_token_is_no_problem_of_the_callers(said):
    assert refusals.of_command(refusal(*said)) is None


@pytest.mark.parametrize("said", [*COMMANDS, (418, "teapot")])
def test_the_vendors_words_are_never_repeated(said):
    assert "canary" not in repr(refusals.of_command(refusal(*said)))


CONFERENCES = {
    (400, "meeting"): (Rejected, None),
    (400, "employee"): (InvalidInput, ("host_id",)),
    (404, "employee"): (NotFound, ("host_id",)),
    (422, "employee"): (InvalidInput, ("host_id",)),
    (400, "customer"): (Rejected, None),
    (404, "customer"): (Rejected, None),
    (409, "customer"): (NotAllowed, None),
    (403, "access_denied"): (NotAllowed, None),
    (404, "device"): (NotFound, ("devices",)),
    (422, "devices"): (InvalidInput, ("devices",)),
}


def test_every_code_of_a_conference_is_tested_here():
    assert set(CONFERENCES) == set(refusals.OF_CONFERENCES)


@pytest.mark.parametrize(("said", "expected"), CONFERENCES.items())
def test_a_conference_that_is_refused_says_where_it_lies(said, expected):
    problem = refusals.of_conference(refusal(*said), devices=2)
    assert (type(problem), problem.path) == expected


def test_where_there_is_one_device_it_is_the_one():
    assert refusals.of_conference(refusal(404, "device"), devices=1).path == ("devices", "0")


@pytest.mark.parametrize(
    ("code", "index"), [("devices.1._id", "1"), ("devices.0.settings.volume", "0"), ("devices[2]._id", "2")]
)
def test_a_property_inside_the_list_names_the_device(code, index):
    problem = refusals.of_conference(refusal(422, code), devices=3)
    assert (type(problem), problem.path) == (InvalidInput, ("devices", index))


def test_a_device_that_we_may_not_see_is_not_allowed():
    assert isinstance(refusals.of_device(refusal(403, "access_denied")), NotAllowed)


@pytest.mark.parametrize("said", [(401, "expired"), (403, "blacklisted")])
def test_a_conference_does_not_hide_a_refusal_of_our_own_token(said):
    assert refusals.of_conference(refusal(*said), devices=1) is None

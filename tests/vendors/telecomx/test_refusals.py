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

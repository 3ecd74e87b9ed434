"""Every error has a code of the closed list, and words that give nothing away."""

import pytest

from models import denial, errors, refusal
from models.account import first_account
from models.error_code import ErrorCode
from models.errors import BadInput, MeetgraphError, NotConfigured, Unsupported, VendorError
from models.vendor import Capability, Vendor


def below(kind: type[MeetgraphError]) -> list[type[MeetgraphError]]:
    return [kind, *(further for child in kind.__subclasses__() for further in below(child))]


PLAIN = [kind for kind in below(VendorError) if kind is not Unsupported]


@pytest.mark.parametrize("kind", below(MeetgraphError))
def test_every_error_stands_in_the_tree_of_the_docstring(kind: type[MeetgraphError]) -> None:
    trees = " ".join(module.__doc__ or "" for module in (errors, denial, refusal))
    assert kind.__name__ in trees


@pytest.mark.parametrize("kind", below(MeetgraphError))
def test_every_error_has_a_code(kind: type[MeetgraphError]) -> None:
    assert isinstance(kind.code, ErrorCode)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_vendors_error_names_vendor_and_operation(kind: type[VendorError]) -> None:
    error = kind(Vendor.VCONNCT, "list meetings", status=500, detail="HTTP 500")
    assert error.message == f"VConnct {kind.words}: list meetings (HTTP 500)."


def test_only_what_may_pass_by_itself_is_retryable() -> None:
    retryable = {kind.__name__ for kind in below(MeetgraphError) if kind.retryable}
    of_the_moment = {
        "VendorTimeout",
        "VendorUnreachable",
        "VendorRateLimited",
        "VendorBusy",
        "DeadlineExceeded",
        "StoreUnavailable",
        "FellBehind",
        "AuthenticationUnavailable",
        "RateLimited",
        "TooManyFailures",
        "OperationTimeout",
        "Overloaded",
    }
    assert retryable == of_the_moment


def test_what_a_vendor_cannot_do_is_named() -> None:
    error = Unsupported(Vendor.VSEE, Capability.READ_POLLS)
    assert (error.operation, error.code) == ("READ_POLLS", ErrorCode.BAD_USER_INPUT)


def test_a_vendor_without_an_account_is_the_callers_mistake() -> None:
    error = NotConfigured(first_account("default", Vendor.VSEE))
    assert (isinstance(error, BadInput), error.message) == (True, "This gateway has no account at VSee.")

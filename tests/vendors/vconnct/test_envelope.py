"""Which answers of VConnct are a success, nothing there, a refusal, or nothing that can be read."""

from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from vendors.http import Reply
from vendors.vconnct.envelope import Success, opened


def answered(value: Any, status: int = 200) -> Success | None:
    return opened(Reply(status, {}, value, value is not None), "list meetings")


def refused(value: Any, status: int = 200) -> VendorRejected:
    with pytest.raises(VendorRejected) as refusal:
        answered(value, status)
    return refusal.value


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_2xx_with_a_true_status_is_a_success(status: int) -> None:
    assert answered({"status": True, "data": [1]}, status) == Success([1])


def test_a_success_needs_no_status_code() -> None:
    assert answered({"status": True, "data": None}) == Success(None)


def test_a_true_status_under_an_http_error_is_no_success() -> None:
    assert refused({"status": True, "status_code": 200, "data": []}, 400).status == 400


def test_a_404_is_nothing_there(payload: Any) -> None:
    assert answered(payload("not_found"), 404) is None


def test_a_404_that_only_the_body_tells_is_nothing_there(payload: Any) -> None:
    assert answered(payload("not_found"), 200) is None


def test_a_404_page_without_json_is_nothing_there() -> None:
    assert answered(None, 404) is None


def test_the_bodys_code_goes_before_the_http_status(payload: Any) -> None:
    assert refused(payload("license_refused"), 404).status == 401


def test_a_code_may_be_text() -> None:
    assert answered({"status": False, "status_code": "404"}) is None


@pytest.mark.parametrize("code", [None, True, 200, "four", 10**30, -404, 4.04, [404], "٤٠٤"])
def test_a_code_that_is_none_leaves_it_to_the_http_status(code: Any) -> None:
    refusal = refused({"status": False, "status_code": code}, 400)
    assert (refusal.status, refusal.vendor_code) == (400, None)


def test_a_refusal_names_the_vendors_code(payload: Any) -> None:
    refusal = refused(payload("license_refused"), 401)
    assert (refusal.status, refusal.vendor_code) == (401, "401")


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_without_json_is_still_one(status: int) -> None:
    assert refused(None, status).status == status


def test_a_false_status_under_200_is_a_refusal() -> None:
    assert refused({"status": False, "error_messages": ["no"]}).status == 200


@pytest.mark.parametrize("status", [500, 200])
def test_a_failure_that_speaks_json_is_an_outage(status: int) -> None:
    with pytest.raises(VendorUnreachable):
        answered({"status": False, "status_code": 500}, status)


@pytest.mark.parametrize(
    "value", [None, [], "ok", 1, {}, {"data": []}, {"status": "yes", "data": []}, {"status": 2}]
)
def test_a_200_without_the_envelope_cannot_be_read(value: Any) -> None:
    with pytest.raises(VendorBadResponse):
        answered(value)


def test_a_success_does_not_print_its_data() -> None:
    assert "modpwd" not in repr(Success("modpwd"))


@pytest.mark.parametrize("status", [True, "true", 1, "1"])
def test_a_success_is_one_however_it_is_written(status: Any) -> None:
    assert answered({"status": status, "data": []}).data == []

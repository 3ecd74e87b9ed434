"""What VSee's answers mean."""

from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from vendors.http import Reply
from vendors.vsee.envelope import Data, done, opened


def answered(status: int, value: Any = None, *, is_json: bool = True) -> Data | None:
    return opened(Reply(status, {}, value, is_json), "read room")


def test_data_is_what_was_asked_for() -> None:
    assert answered(200, {"data": {"code": "b4vjj"}}) == Data({"code": "b4vjj"})


def test_a_404_is_nothing_there(body) -> None:
    assert answered(404, body("not_found")) is None


def test_a_404_in_html_is_nothing_there() -> None:
    assert answered(404, is_json=False) is None


def test_the_documented_400_with_code_404_is_nothing_there(body) -> None:
    assert answered(400, body("not_found")) is None


def test_a_400_with_data_is_refused() -> None:
    with pytest.raises(VendorRejected):
        answered(400, {"data": {}, "code": 404})


def test_the_http_status_goes_before_the_code(body) -> None:
    with pytest.raises(VendorRejected) as caught:
        answered(403, body("not_found"))
    assert (caught.value.status, caught.value.vendor_code) == (403, "404")


@pytest.mark.parametrize("status", [400, 401, 403, 409])
def test_a_refusal_in_html_is_a_refusal(status: int) -> None:
    with pytest.raises(VendorRejected) as caught:
        answered(status, is_json=False)
    assert (caught.value.status, caught.value.vendor_code) == (status, None)


def test_a_refusal_names_the_code_and_not_the_message() -> None:
    with pytest.raises(VendorRejected) as caught:
        answered(401, {"code": 401, "message": "Avery Doe may not"})
    assert caught.value.vendor_code == "401"
    assert "Avery" not in str(caught.value)


def test_an_error_under_200_is_a_refusal() -> None:
    with pytest.raises(VendorRejected) as caught:
        answered(200, {"code": 403, "message": "Forbidden"})
    assert caught.value.vendor_code == "403"


def test_a_500_in_json_is_the_vendor_failing() -> None:
    with pytest.raises(VendorUnreachable):
        answered(500, {"code": 500})


@pytest.mark.parametrize(
    "value", [None, [], "data", 7, {}, {"code": True}, {"code": "b4vjj"}, {"message": "?"}]
)
def test_a_success_without_data_cannot_be_read(value: Any) -> None:
    with pytest.raises(VendorBadResponse):
        answered(200, value)


@pytest.mark.parametrize("code", ["", "b4vjj", 10**300, -1, [], "9" * 500])
def test_a_code_that_is_none_is_not_passed_on(code: Any) -> None:
    with pytest.raises(VendorRejected) as caught:
        answered(400, {"code": code})
    assert caught.value.vendor_code is None


def test_the_data_are_not_printed() -> None:
    assert "Avery" not in repr(Data("Avery"))


def test_a_write_is_done_where_nothing_is_said() -> None:
    assert done(Reply(200, {}, None, is_json=False), "unassign room")


def test_a_write_is_not_done_where_a_page_is_shown() -> None:
    with pytest.raises(VendorBadResponse):
        done(Reply(200, {}, None, is_json=False, is_odd=True), "unassign room")

"""What EnableX' answers mean: the status and `result` together."""

from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from vendors.enablex.envelope import answer, cleaned
from vendors.http import Reply


def opened(status: int, value: Any) -> dict[str, Any] | None:
    return answer(Reply(status, {}, value, value is not None), "ask").opened("ask")


@pytest.mark.parametrize("result", [1, "1", " 1 "])
def test_a_result_of_one_is_success_as_number_or_text(result: object) -> None:
    assert opened(200, {"result": result, "a": 2}) is not None


@pytest.mark.parametrize("result", [0, "0", 1504, "1504", -1])
def test_another_result_is_a_refusal_even_with_status_200(result: object) -> None:
    with pytest.raises(VendorRejected) as caught:
        opened(200, {"result": result})
    assert caught.value.vendor_code == str(result)


def test_the_documented_error_is_a_refusal_that_names_its_code(payload: Any) -> None:
    with pytest.raises(VendorRejected) as caught:
        opened(406, payload("duplicate"))
    assert (caught.value.vendor_code, caught.value.status) == ("1504", 406)


def test_the_newer_envelope_of_other_products_is_a_refusal_with_its_code() -> None:
    body = {"status": False, "error_code": "4004", "message": "No", "request_id": "x"}
    with pytest.raises(VendorRejected) as caught:
        opened(400, body)
    assert caught.value.vendor_code == "4004"


def test_a_sentence_in_place_of_a_code_is_not_repeated() -> None:
    with pytest.raises(VendorRejected) as caught:
        opened(400, {"result": "the PIN 1234 is wrong"})
    assert caught.value.vendor_code is None


@pytest.mark.parametrize(("status", "value"), [(404, {"result": 404}), (404, None), (200, {"result": "404"})])
def test_not_found_is_nothing(status: int, value: Any) -> None:
    assert opened(status, value) is None


@pytest.mark.parametrize(
    ("status", "value"),
    [
        (200, None),
        (200, []),
        (200, "ok"),
        (200, {}),
        (200, {"meeting": {}}),
    ],
)
def test_what_is_neither_success_nor_error_cannot_be_read(status: int, value: Any) -> None:
    with pytest.raises(VendorBadResponse):
        opened(status, value)


@pytest.mark.parametrize("value", [{"result": 0}, {"result": 1}])
def test_a_failure_told_in_json_is_an_outage(value: Any) -> None:
    with pytest.raises(VendorUnreachable):
        opened(500, value)


def test_a_refusal_without_json_is_still_a_refusal() -> None:
    with pytest.raises(VendorRejected):
        opened(406, None)


def test_keys_and_texts_are_stripped_at_every_level() -> None:
    assert cleaned({"start_time ": "2030 ", "a": [{" b": [" c ", 1, None]}]}) == {
        "start_time": "2030",
        "a": [{"b": ["c", 1, None]}],
    }


def test_what_is_nested_beyond_reason_costs_nothing_beside_it() -> None:
    nested: Any = []
    for _ in range(500):
        nested = [nested]
    assert (opened(200, {"result": 1, "a": nested, "b ": 2}) or {})["b"] == 2


@pytest.mark.parametrize(("status", "result"), [(201, 1), (200, True), (200, "1"), (200, 1.0), (202, "1 ")])
def test_a_success_is_one_however_it_is_written(status: int, result: Any) -> None:
    assert opened(status, {"result": result, "meeting": {}}) is not None

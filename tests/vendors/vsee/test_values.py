"""Single values of VSee, in each shape that they come in."""

from datetime import UTC, datetime

import pytest

from vendors.vsee.payloads import Instant
from vendors.vsee.scalars import amount, count, flag, text
from vendors.vsee.values import listed, moment, texts

MOMENT = datetime(2020, 11, 18, 19, 49, 34, tzinfo=UTC)
EPOCH = 1605728974


@pytest.mark.parametrize("missing", ["", None, False, True])
def test_text_that_is_not_there_is_none(missing: object) -> None:
    assert text(missing) is None


def test_a_number_is_its_digits() -> None:
    assert text(123456) == "123456"


@pytest.mark.parametrize("number", [-100, -1, 0, 1, 10, 99, 100, 1000, 2**63 - 1])
def test_small_and_large_numbers_are_their_digits(number: int) -> None:
    assert text(number) == str(number)


@pytest.mark.parametrize(("value", "shown"), [(" a b ", "a b"), ("  ", None), (7.0, "7"), (7.5, None)])
def test_texts_are_stripped_and_a_whole_number_is_its_digits(value: object, shown: str | None) -> None:
    assert text(value) == shown


def test_a_number_beyond_reason_is_no_text() -> None:
    assert text(10**5000) is None


@pytest.mark.parametrize(
    "value",
    [
        1605728974,
        "1605728974",
        1605728974.0,
        1605728974000,
        "1605728974000",
        Instant(sec=1605728974, usec=0),
        Instant(sec="1605728974"),
        Instant(sec=1605728974, usec=-3),
        Instant(sec=1605728974, usec="soon"),
    ],
)
def test_all_shapes_of_a_time_are_one_instant(value: object) -> None:
    assert moment(value) == MOMENT


def test_microseconds_are_added() -> None:
    assert moment(Instant(sec=1605728974, usec=177000)) == MOMENT.replace(microsecond=177000)


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        False,
        True,
        0,
        "0",
        -5,
        "tomorrow",
        "١٦٠٥٧٢٨٩٧٤",
        [],
        Instant(sec=None),
        10**300,
        1e300,
        float("nan"),
        float("inf"),
    ],
)
def test_a_time_that_cannot_be_read_is_none(value: object) -> None:
    assert moment(value) is None


@pytest.mark.parametrize(
    "number",
    [0, 1, -1, 59, 2**31 - 1, 2**31, EPOCH, 10**11 - 1, 10**11, 10**11 + 1, 10**14 - 1, 10**14, 10**15],
)
def test_a_number_is_read_as_its_digits_and_as_a_fraction_of_one(number: int) -> None:
    assert count(number) == count(str(number)) == count(float(number)) == count(f" {number} ")
    assert moment(number) == moment(str(number)) == moment(float(number))
    assert text(number) == text(str(number)) == text(float(number))


@pytest.mark.parametrize("word", ["a", " a ", "", "  ", "7", "\x00"])
def test_a_word_of_a_list_is_read_as_a_text(word: str) -> None:
    alone = text(word)
    assert texts([word]) == texts(word) == texts({"0": word}) == (() if alone is None else (alone,))


@pytest.mark.parametrize(("value", "number"), [(60, 60), ("60", 60), (60.0, 60), (0, 0)])
def test_counts(value: object, number: int) -> None:
    assert count(value) == number


@pytest.mark.parametrize("value", ["abc", "", True, -1, 1.5, 2**31, 1e300, float("nan"), "²", None, {}])
def test_what_is_no_count_is_none(value: object) -> None:
    assert count(value) is None


@pytest.mark.parametrize(("value", "money"), [(0, 0.0), ("00.00", 0.0), ("25.50", 25.5), (25.5, 25.5)])
def test_money_in_whole_units(value: object, money: float) -> None:
    assert amount(value) == money


@pytest.mark.parametrize("value", ["free", "1e5", "nan", True, None, float("inf"), 10**400])
def test_what_is_no_money_is_none(value: object) -> None:
    assert amount(value) is None


@pytest.mark.parametrize("value", [True, "true", "TRUE", 1, "1", " true ", 1.0])
def test_what_is_true(value: object) -> None:
    assert flag(value) is True


@pytest.mark.parametrize("value", [False, "false", 0, "0"])
def test_what_is_false(value: object) -> None:
    assert flag(value) is False


@pytest.mark.parametrize("value", [None, "", "yes", 2, 10**300])
def test_what_is_neither(value: object) -> None:
    assert flag(value) is None


@pytest.mark.parametrize(
    "value", ["85741,85742", "85741 85742", "85741, 85742,", ["85741", "85742"], [85741, "", 85742]]
)
def test_ids_in_one_text_or_a_list(value: object) -> None:
    assert listed(value) == ("85741", "85742")


@pytest.mark.parametrize(("value", "ids"), [("", ()), ([], ()), (None, None), (False, None)])
def test_no_ids_are_told_from_nothing_known(value: object, ids: object) -> None:
    assert listed(value) == ids


def test_one_word_stands_for_a_list() -> None:
    assert texts("a@clinic.example") == ("a@clinic.example",)


@pytest.mark.parametrize("value", [1.5, 2024, "2024", 20240228, "20240228", 10**8 - 1])
def test_a_number_too_small_for_a_time_is_none(value: object) -> None:
    assert moment(value) is None

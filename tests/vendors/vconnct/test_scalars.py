"""Texts, flags and times in all the ways in which VConnct may print them."""

import pytest

from vendors.vconnct.scalars import flag, moment, text, word


@pytest.mark.parametrize(
    ("printed", "meant"), [("abc", "abc"), (" a ", " a "), (4711, "4711"), (7.0, "7"), (-5, "-5")]
)
def test_a_text_may_come_as_a_number_and_stays_as_it_is(printed: object, meant: str) -> None:
    assert text(printed) == meant


@pytest.mark.parametrize(
    "printed", ["", None, True, False, 1.5, 2**63, -(2**63) - 1, float("nan"), float("inf"), [], {}]
)
def test_what_is_no_text_is_none(printed: object) -> None:
    assert text(printed) is None


@pytest.mark.parametrize(
    ("printed", "meant"), [(True, "true"), (False, "false"), ("Done", "done"), (1, "1"), ("", None)]
)
def test_a_word_is_in_small_letters_and_may_be_a_flag(printed: object, meant: str | None) -> None:
    assert word(printed) == meant


@pytest.mark.parametrize("printed", [True, 1, 1.0, "1", " TRUE "])
def test_a_flag_may_be_a_number_or_a_word(printed: object) -> None:
    assert flag(printed) is True


@pytest.mark.parametrize("printed", [None, "", "yes", 2, 1.5, float("nan"), 10**400, [], {}])
def test_what_is_no_flag_is_none(printed: object) -> None:
    assert flag(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "2022-12-20T12:08:46.148Z",
        "2022-02-30T12:08:46.148Z",
        "2022-12-20T24:08:46.148Z",
        "2022-12-20T12:08:46,148Z",
        "2022-12-20ß12:08:46.148Z",
        "2022-12-20T12:08:46+0300",
        "2022-12-20T12:08:46.14zZ",
        "2022-W51-2T12:08:46.148Z",
        "20221220-T12:08:46.1480Z",
        "9999-12-31T23:59:59.999Z",
        "٢٠٢٢-12-20T12:08:46.148Z",
        "2022-12-20T12:08:46.1\ud80048Z",
    ],
)
def test_a_time_of_the_usual_length_means_the_same_as_with_a_blank(printed: str) -> None:
    assert moment(printed) == moment(f" {printed}")


@pytest.mark.parametrize("printed", [True, 0, 1710101012345, 1.5, [], {}])
def test_what_is_no_text_is_no_time(printed: object) -> None:
    assert moment(printed) is None

"""The Accept header, read as RFC 9110 has it."""

import time

import pytest

from graph.serving.http.accept_header import Accept, coding


@pytest.mark.parametrize("header", ["", "  ", ",", " , ,,"])
def test_without_a_range_everything_is_wanted(header: str) -> None:
    assert Accept(header).quality("application/json") == 1.0


@pytest.mark.parametrize(
    "header",
    [
        "application/json",
        "APPLICATION/Json",
        " application/json ",
        "text/html,application/json",
        "application/json;",
    ],
)
def test_a_type_is_known_by_its_name(header: str) -> None:
    assert Accept(header).names("application/json")


@pytest.mark.parametrize(
    "header", ["*/*", "application/*", "text/json", "application/json;q=0", "application/jsonl"]
)
def test_what_only_covers_or_resembles_a_type_does_not_name_it(header: str) -> None:
    assert not Accept(header).names("application/json")


@pytest.mark.parametrize(
    ("header", "quality"),
    [
        ("application/json;q=0.5", 0.5),
        ("application/json; q=0.5", 0.5),
        ("application/json;Q=0.125", 0.125),
        ("application/json;charset=utf-8;q=0.5", 0.5),
        ("application/json;q=1.000", 1.0),
        ("application/json;q=0.", 0.0),
        ("application/json;charset=utf-8", 1.0),
        ("text/html", 0.0),
    ],
)
def test_a_quality_is_read_from_beside_its_type(header: str, quality: float) -> None:
    assert Accept(header).quality("application/json") == quality


@pytest.mark.parametrize(
    "header",
    ["application/json;q=0.3, application/*;q=0.9, */*", "*/*, application/*;q=0.9, application/json;q=0.3"],
)
def test_the_most_specific_range_decides_in_any_order(header: str) -> None:
    assert Accept(header).quality("application/json") == 0.3


def test_a_family_decides_before_the_wildcard() -> None:
    assert Accept("*/*;q=0.1, application/*;q=0.4").quality("application/json") == 0.4


def test_a_type_that_is_refused_by_name_is_refused() -> None:
    assert Accept("application/json;q=0, */*").quality("application/json") == 0.0


@pytest.mark.parametrize(
    "quality", ["", "2", "-1", "1.001", "0.1234", "nan", "inf", "1e0", "0,5", '"0.5"', "½"]
)
def test_a_malformed_quality_refuses_its_range(quality: str) -> None:
    assert Accept(f"application/json;q={quality}").quality("application/json") == 0.0


def test_of_a_type_that_is_there_twice_the_better_one_counts() -> None:
    header = "application/json;charset=utf-8;q=0.9, application/json;q=0.2"
    assert Accept(header).quality("application/json") == 0.9


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("br, gzip", "br"),
        ("gzip, br", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("*", "br"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("gzip;q=0.4, identity;q=0.5", None),
        ("gzip;q=0, br;q=0", None),
        ("gzip;q=nan", None),
        ("deflate, zstd", None),
        ("*;q=0", None),
        ("identity", None),
        (" , ,", None),
        ("", None),
    ],
)
def test_the_best_that_is_taken_is_chosen(header: str, chosen: str | None) -> None:
    assert coding(header, ("br", "gzip")) == chosen


def test_where_there_is_none_the_answer_is_plain() -> None:
    assert coding("br, gzip", ()) is None


PARTS = "multipart/mixed;subscriptionspec=1.0"


@pytest.mark.parametrize(
    "header",
    [
        "multipart/mixed;subscriptionSpec=1.0",
        'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
        'multipart/mixed;boundary="a;b,\\"c";subscriptionSpec=1.0;q=0.5',
        "multipart/mixed, multipart/mixed;subscriptionSpec=1.0",
    ],
)
def test_a_type_with_parameters_is_known_by_all_of_them(header: str) -> None:
    assert Accept(header).names(PARTS)


@pytest.mark.parametrize(
    "header",
    [
        "multipart/mixed",
        "multipart/*",
        "multipart/mixed;deferSpec=20220824",
        "multipart/mixed;subscriptionSpec=1.1",
        "multipart/mixed;subscriptionSpec=1.0;q=0",
        'multipart/mixed;boundary=";subscriptionSpec=1.0"',
        'multipart/mixed;boundary="never closed;subscriptionSpec=1.0',
        "application/json;subscriptionSpec=1.0",
    ],
)
def test_a_type_without_its_parameters_is_another(header: str) -> None:
    assert not Accept(header).names(PARTS)


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("a/a, b/b", "a/a"),
        ("b/b, a/a", "b/b"),
        ("b/b;q=0.5, a/a;q=0.6", "a/a"),
        ("b/b;q=0, a/a;q=0.1", "a/a"),
        ("*/*, b/b;q=0.1", "b/b"),
        ("*/*", None),
    ],
)
def test_the_best_of_several_is_named_and_of_equals_the_first(header: str, best: str | None) -> None:
    assert Accept(header).best("a/a", "b/b") == best


@pytest.mark.parametrize("hostile", ['"' * 50_000, '"\\' * 50_000, ";" * 50_000, '",;' * 20_000])
def test_a_hostile_header_is_read_in_no_time(hostile: str) -> None:
    began = time.thread_time()
    assert not Accept(hostile).names("application/json")
    assert time.thread_time() - began < 1

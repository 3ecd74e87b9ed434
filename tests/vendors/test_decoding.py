"""What a body would become is reckoned from its bytes, so that none costs far more than its length says."""

import json
import time

import msgspec
import pytest

from vendors.decoding import TooLarge, decoded

LIMIT = 5 * 1024 * 1024


def filled(unit: str, opening: str = '{"data":[', closing: str = "]}") -> bytes:
    """A body of the greatest length, of one thing over and over."""
    room = LIMIT - len(opening) - len(closing)
    return f"{opening}{','.join([unit] * (room // (len(unit.encode()) + 1)))}{closing}".encode()


@pytest.mark.parametrize(
    "unit",
    ["{}", "[]", '{"a":1}', "1", "null", '"ab"', '"aaa😀"', "[" * 400 + "]" * 400],
    ids=["objects", "lists", "rows", "digits", "nulls", "texts", "wide texts", "nested lists"],
)
def test_a_body_of_nothing_but_tiny_values_is_not_decoded(unit: str) -> None:
    with pytest.raises(TooLarge, match="more values than are worth reading"):
        decoded(filled(unit))


def test_numbers_of_thousands_of_digits_are_not_decoded() -> None:
    with pytest.raises(TooLarge, match="numbers longer than any"):
        decoded(filled("7" * 4000))


def test_brackets_without_end_are_refused() -> None:
    with pytest.raises((RecursionError, TooLarge)):
        decoded(b"[" * LIMIT)


@pytest.mark.parametrize("unit", ['"ab"', "{}", "7" * 4000])
def test_a_short_body_is_never_too_much(unit: str) -> None:
    assert decoded(f"[{','.join([unit] * 10)}]".encode())


@pytest.mark.parametrize("title", ["Årlig sundhedskontrol", "مراجعة سنوية", "Check-up 🎉"])
def test_twenty_thousand_ordinary_rows_are_decoded(title: str) -> None:
    row = {"id": 12345678, "title": title, "state": "CREATED", "start": "2026-01-31T09:30:00Z", "minutes": 30}
    rows = [row | {"host": f"user-{number}", "pin": "012345", "is_open": False} for number in range(20_000)]
    body = json.dumps({"data": rows}, ensure_ascii=False).encode()
    assert len(body) < LIMIT
    assert decoded(body) == {"data": rows}


def test_one_text_of_the_greatest_length_is_decoded() -> None:
    body = b'["' + b"a" * (LIMIT - 4) + b'"]'
    assert decoded(body) == ["a" * (LIMIT - 4)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"cut \ud83d", "cut \ufffd"),
        (r"\uDE00 cut", "\ufffd cut"),
        (r"\ud83d\ud83d\ude00", "\ufffd\N{GRINNING FACE}"),
        (r"\ud83d\ude00\ude00", "\N{GRINNING FACE}\ufffd"),
        (r"\n\ud83d\n", "\n\ufffd\n"),
        (r"a path \\ud83d, and \ud83d", "a path \\ud83d, and \ufffd"),
        (r"a path \\\ud83d", "a path \\\ufffd"),
    ],
)
def test_half_of_a_character_costs_itself_alone(written: str, read: str) -> None:
    assert decoded(f'[{{"title": "{written}"}}, {{"title": "whole"}}]'.encode()) == [
        {"title": read},
        {"title": "whole"},
    ]


def test_a_body_of_nothing_but_halves_is_refused_within_a_turn() -> None:
    began = time.thread_time()
    with pytest.raises(msgspec.DecodeError):
        decoded(b'["' + rb"\ud800" * (LIMIT // 6 - 2) + b'"]')
    assert time.thread_time() - began < 0.1


def test_as_many_halves_as_are_mended_take_less_than_a_turn() -> None:
    body = b'["' + rb"\ud800" * 20_000 + b"a" * (LIMIT - 120_010) + b'"]'
    began = time.thread_time()
    decoded(body)
    assert time.thread_time() - began < 0.1

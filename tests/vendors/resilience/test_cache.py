"""What is kept of an answer grows old, makes room, and goes when it is told."""

from tests.support.builders import a_meeting
from tests.support.clock import HandClock
from vendors.resilience.cache import AnswerCache

NOW = HandClock()()


def test_an_answer_is_found_with_its_age() -> None:
    clock = HandClock()
    kept = AnswerCache(seconds=60, things=10, clock=clock)
    kept.keep("q", "a", since=NOW)
    clock.passes(7)
    found = kept.find("q")
    assert found is not None
    assert (found.value, found.age) == ("a", 7)


def test_an_answer_that_is_too_old_is_none() -> None:
    clock = HandClock()
    kept = AnswerCache(seconds=60, things=10, clock=clock)
    kept.keep("q", "a", since=NOW)
    clock.passes(61)
    assert kept.find("q") is None


def test_the_longest_unused_makes_room() -> None:
    kept = AnswerCache(seconds=60, things=3, clock=HandClock())
    for question in "abc":
        kept.keep(question, question, since=NOW)
    kept.find("a")
    kept.keep("d", "d", things=2, since=NOW)
    assert [kept.find(question) is not None for question in "abcd"] == [True, False, False, True]


def test_an_answer_larger_than_all_room_is_not_kept() -> None:
    kept = AnswerCache(seconds=60, things=3, clock=HandClock())
    kept.keep("q", "a", things=4, since=NOW)
    assert kept.find("q") is None


def test_a_newer_answer_takes_the_place_and_the_room_of_the_older() -> None:
    kept = AnswerCache(seconds=60, things=2, clock=HandClock())
    for title in "abcd":
        kept.keep("q", a_meeting(title=title), since=NOW)
    kept.keep("p", "x", since=NOW)
    assert [kept.find(question) is not None for question in "qp"] == [True, True]

"""Words are written as a list of a sentence."""

import pytest

from runtime.word_lists import listed


@pytest.mark.parametrize(
    ("words", "written"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed(words: list[str], written: str) -> None:
    assert listed(words) == written


def test_a_choice_has_its_own_word() -> None:
    assert listed(["a", "b"], "or") == "a or b"

"""What an idempotency key may look like, and what is told of a bad one."""

import pytest

from models import idempotency_key
from models.problem import ProblemCode


@pytest.mark.parametrize("key", [None, "x" * 16, "x" * 255, "!~" * 8])
def test_a_good_key_or_none_is_taken(key: str | None) -> None:
    assert idempotency_key.problem(key) is None


@pytest.mark.parametrize(
    ("key", "code", "limit"),
    [
        ("", ProblemCode.TOO_SHORT, 16),
        ("x" * 15, ProblemCode.TOO_SHORT, 16),
        ("x" * 256, ProblemCode.TOO_LONG, 255),
        ("with a blank inside", ProblemCode.INVALID, None),
        ("ünicode-is-not-ascii", ProblemCode.INVALID, None),
        ("a-key-with-a-line-end\n", ProblemCode.INVALID, None),
    ],
)
def test_a_bad_key_is_told_with_its_limit(key: str, code: ProblemCode, limit: int | None) -> None:
    found = idempotency_key.problem(key)
    assert found is not None
    assert (found.code, found.limit, found.path) == (code, limit, ("idempotency_key",))

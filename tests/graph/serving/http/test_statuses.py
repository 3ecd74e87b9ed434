"""The status of a result's response, and when it says to come again."""

from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError

from graph.serving.http.negotiation import GRAPHQL
from graph.serving.http.requests import JSON
from graph.serving.http.statuses import retry_after, status_of
from models.error_code import ErrorCode


def refused(code: ErrorCode, **extensions: Any) -> ExecutionResult:
    return ExecutionResult(None, [GraphQLError("No.", extensions={"code": code.value, **extensions})])


@pytest.mark.parametrize(
    ("code", "older", "newer"),
    [
        (ErrorCode.BAD_USER_INPUT, 200, 400),
        (ErrorCode.FORBIDDEN, 200, 403),
        (ErrorCode.DEADLINE_EXCEEDED, 200, 400),
        (ErrorCode.RATE_LIMITED, 429, 429),
        (ErrorCode.OVERLOADED, 503, 503),
        (ErrorCode.SERVICE_UNAVAILABLE, 503, 503),
        (ErrorCode.INTERNAL, 200, 500),
        (ErrorCode.PERSISTED_QUERY_NOT_FOUND, 200, 200),
    ],
)
def test_an_operation_that_was_not_executed_has_the_status_of_its_code(
    code: ErrorCode, older: int, newer: int
) -> None:
    assert (status_of(JSON, refused(code)), status_of(GRAPHQL, refused(code))) == (older, newer)


@pytest.mark.parametrize("code", ErrorCode)
def test_a_field_that_is_refused_leaves_the_status_of_the_others(code: ErrorCode) -> None:
    error = GraphQLError("No.", path=["a"], extensions={"code": code.value, "retryAfterMs": 5})
    result = ExecutionResult({"a": None, "b": 1}, [error])
    assert (status_of(JSON, result), status_of(GRAPHQL, result)) == (200, 294)
    assert retry_after(result) == {}


@pytest.mark.parametrize(("milliseconds", "seconds"), [(1, "1"), (1_000, "1"), (1_001, "2"), (59_500, "60")])
def test_the_wait_is_told_in_whole_seconds_after_which_it_suffices(milliseconds: int, seconds: str) -> None:
    result = refused(ErrorCode.RATE_LIMITED, retryAfterMs=milliseconds)
    assert retry_after(result) == {"retry-after": seconds}


def test_what_is_unavailable_says_when_to_come_again() -> None:
    assert retry_after(refused(ErrorCode.SERVICE_UNAVAILABLE)) == {"retry-after": "1"}
    assert retry_after(refused(ErrorCode.BAD_USER_INPUT)) == {}

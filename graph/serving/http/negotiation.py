"""Content negotiation: the media type of a response, and the protocol of a subscription. Pure."""

from functools import lru_cache
from typing import NamedTuple

from graph.serving.http.accept_header import Accept
from graph.serving.http.requests import JSON
from graph.serving.streams.multipart import PARTS
from graph.serving.streams.sse import EVENTS

GRAPHQL = "application/graphql-response+json"
# Each client sends the same header again and again.
_KEPT = 256


class Negotiated(NamedTuple):
    """The formats that a client accepts; None if it accepts none.

    Attributes:
        answer: the media type of a single response: one of the JSON types, or events if the client prefers them. To
            list events is not enough, because urql lists them with every query.
        stream: the format of a subscription's results: events or parts, if the client accepts either.
    """

    answer: str | None
    stream: str | None


@lru_cache(maxsize=_KEPT)
def negotiated_by(header: str, method: str) -> Negotiated:
    """As `negotiated`, by the text of the header Accept."""
    return negotiated(Accept(header), method)


def negotiated(accept: Accept, method: str) -> Negotiated:
    """The formats for a request; HEAD gets no stream."""
    newer, older = accept.quality(GRAPHQL), accept.quality(JSON)
    answer = JSON if older else GRAPHQL if newer else None
    if accept.names(GRAPHQL) and newer >= older:
        answer = GRAPHQL
    if method == "HEAD":
        return Negotiated(answer, None)
    if accept.names(EVENTS) and accept.quality(EVENTS) > max(newer, older):
        answer = EVENTS
    return Negotiated(answer, accept.best(EVENTS, PARTS))

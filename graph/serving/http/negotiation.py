"""Content negotiation: the media type of a response, and the protocol of a subscription. Pure."""

from typing import NamedTuple

from graph.serving.http.accept_header import Accept
from graph.serving.http.requests import JSON
from graph.serving.streams.multipart import PARTS
from graph.serving.streams.sse import EVENTS

GRAPHQL = "application/graphql-response+json"


class Negotiated(NamedTuple):
    """What fits a client; None where nothing does.

    Attributes:
        answer: the media type of one answer: either of JSON's, or events where they are wanted more. Merely to name
            events is not enough: urql does in every query.
        stream: what a subscription is told in: events or parts, where the client takes either at all.
    """

    answer: str | None
    stream: str | None


def negotiated(accept: Accept, method: str) -> Negotiated:
    """What fits the client of a request; nothing stays open for HEAD."""
    newer, older = accept.quality(GRAPHQL), accept.quality(JSON)
    answer = JSON if older else GRAPHQL if newer else None
    if accept.names(GRAPHQL) and newer >= older:
        answer = GRAPHQL
    if method == "HEAD":
        return Negotiated(answer, None)
    if accept.names(EVENTS) and accept.quality(EVENTS) > max(newer, older):
        answer = EVENTS
    return Negotiated(answer, accept.best(EVENTS, PARTS))

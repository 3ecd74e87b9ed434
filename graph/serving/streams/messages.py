"""Parses the messages of graphql-transport-ws that clients send. Pure."""

from typing import Any, TypeAlias

import msgspec

from graph.operations import persisted
from graph.operations.request import PARAMETERS, GraphQLRequest
from graph.serving.doubled_names import DoubledNames
from graph.serving.json_place import place_of
from graph.serving.nesting import is_deeper_than

LEVELS = 32

MessagePayload: TypeAlias = dict[str, Any] | None


class Init(msgspec.Struct, tag_field="type", tag="connection_init"):
    payload: MessagePayload = None


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    payload: MessagePayload = None


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    payload: MessagePayload = None


class Subscribe(msgspec.Struct, tag_field="type", tag="subscribe"):
    id: str
    payload: GraphQLRequest


class Complete(msgspec.Struct, tag_field="type", tag="complete"):
    id: str


Received: TypeAlias = Init | Ping | Pong | Subscribe | Complete

# A proxy or router in front of this gateway may judge the first value where we use the last.
_DOUBLED = DoubledNames(("type", "id", "payload", "authorization", "Authorization", *PARAMETERS))
_DECODER: msgspec.json.Decoder[Received] = msgspec.json.Decoder(Received)


class BadMessage(Exception):
    """The message does not follow the protocol; the text says why, without repeating the message."""


def read(text: str) -> Received:
    """Reads a message.

    Raises:
        BadMessage: the message does not follow the protocol.
    """
    if is_deeper_than(LEVELS, text):
        raise BadMessage(f"The message is nested in more than {LEVELS} levels")
    try:
        message = _DECODER.decode(text)
    except msgspec.ValidationError:
        raise BadMessage("The message is not a message of graphql-transport-ws") from None
    except msgspec.DecodeError as error:
        place = place_of(error, text.encode())
        raise BadMessage(f"The message's JSON could not be parsed: {place}") from None
    if _DOUBLED.find(text) is not None:
        raise BadMessage("The message gives a name more than once")
    if isinstance(message, Subscribe | Complete) and not message.id:
        raise BadMessage("The message's id is empty")
    if isinstance(message, Subscribe) and not _has_text(message.payload):
        raise BadMessage("The message has no query")
    return message


def _has_text(operation: GraphQLRequest) -> bool:
    return operation.query is not None or persisted.is_named(operation.extensions)

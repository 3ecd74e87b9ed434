"""The idempotency key that every mutation may carry."""

from typing import Any

from strawberry import field

from graph.schema.bounds import at_most


def idempotency_key() -> Any:
    """Declares the input field `idempotencyKey`."""
    return field(
        default=None,
        metadata=at_most(255),
        description="A key that the caller chooses for this write: 16 to 255 visible ASCII characters. It is kept "
        "for 24 hours. The same input with the same key is carried out once; a repeated request gets the same "
        "result, marked `replayed`. Send the request again after a lost response. A different input with the same "
        "key is refused.",
    )

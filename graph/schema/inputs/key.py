"""The idempotency key that every mutation may carry."""

from typing import Any

from strawberry import field

from graph.schema.bounds import at_most


def idempotency_key() -> Any:
    """Declares the input field `idempotencyKey`."""
    return field(
        default=None,
        metadata=at_most(255),
        description="The caller's own name for this write, 16 to 255 visible ASCII characters, kept for 24 hours. The "
        "same input under the same key is carried out once, and answered again with `replayed`: send it again after a "
        "lost answer. Another input under the key is refused.",
    )

"""The idempotency key that every mutation may carry."""

from typing import Any

from graph.schema.input_fields import input_field
from models.bounds import between
from models.idempotency_key import LONGEST, SHORTEST

IDEMPOTENCY_KEY = between(SHORTEST, LONGEST)


def idempotency_key() -> Any:
    """Declares the input field `idempotencyKey`."""
    return input_field(
        default=None,
        characters=IDEMPOTENCY_KEY,
        description="A key that the caller chooses for this write, of visible ASCII characters. It is kept "
        "for 24 hours. The same input with the same key is carried out once; a repeated request gets the same "
        "result, marked `replayed`. Send the request again after a lost response. A different input with the same "
        "key is refused.",
    )

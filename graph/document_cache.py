"""Keeps query texts parsed and validated: so many, and none so long that strangers' texts could fill the memory."""

from collections.abc import Iterator

from strawberry.extensions import ParserCache, ValidationCache

# How many different texts are kept.
DOCUMENTS = 1000
# A parsed text takes some hundred times its length; no client of ours writes longer ones by hand.
CHARACTERS_AT_MOST = 16_384


class Parsed(ParserCache):
    """Parses a text once, unless it is long."""

    def __init__(self) -> None:
        super().__init__(maxsize=DOCUMENTS)

    def on_parse(self) -> Iterator[None]:
        if len(self.execution_context.query or "") <= CHARACTERS_AT_MOST:
            yield from super().on_parse()
        else:
            yield


class Validated(ValidationCache):
    """Validates a text once, unless it is long."""

    def __init__(self) -> None:
        super().__init__(maxsize=DOCUMENTS)

    def on_validate(self) -> Iterator[None]:
        if len(self.execution_context.query or "") <= CHARACTERS_AT_MOST:
            yield from super().on_validate()
        else:
            yield

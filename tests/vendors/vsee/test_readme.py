"""The folder's README shows where every documented field went."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from vendors.vsee import client, payloads

README = (Path(client.__file__).parent / "README.md").read_text()


def kinds(kind: type[payloads.Payload] = payloads.Payload) -> Iterator[type[payloads.Payload]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


FIELDS = [
    f"{kind.__name__}.{field.encode_name}" for kind in kinds() for field in msgspec.structs.fields(kind)
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_row(field: str) -> None:
    assert f"| `{field}` |" in README

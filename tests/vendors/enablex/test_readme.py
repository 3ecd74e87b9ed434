"""The adapter's page names every field that its payloads have."""

from pathlib import Path

import msgspec
import pytest

import vendors.enablex
from vendors.enablex import payloads

README = (Path(vendors.enablex.__path__[0]) / "README.md").read_text()
FIELDS = [
    f"{kind.__name__}.{field.encode_name}"
    for kind in payloads.Payload.__subclasses__()
    for field in msgspec.structs.fields(kind)
]


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_has_a_row(field: str) -> None:
    assert f"| `{field}` |" in README

"""The folder's README shows where every documented field went."""

from pathlib import Path

import msgspec
import pytest

from vendors.vconnct import client, payloads

README = (Path(client.__file__).parent / "README.md").read_text()
FIELDS = [
    f"{struct.__name__}.{field.encode_name}"
    for struct in payloads.Payload.__subclasses__()
    for field in msgspec.structs.fields(struct)
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_row(field: str) -> None:
    assert f"| `{field}` |" in README


@pytest.mark.parametrize(
    "path",
    [
        client.MEETINGS,
        client.SESSIONS,
        client.ATTENDANCE,
        client.SETTINGS,
        client.DEFAULT_SETTINGS,
        client.RECORD,
    ],
)
def test_every_endpoint_has_a_row(path: str) -> None:
    assert f"| `GET {path}" in README

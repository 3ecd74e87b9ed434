"""The folder's README shows where every documented field went."""

from pathlib import Path

import pytest

from vendors.vconnct import client

README = (Path(client.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", client.MEETINGS),
        ("GET", client.SESSIONS),
        ("GET", client.ATTENDANCE),
        ("GET", client.SETTINGS),
        ("GET", client.DEFAULT_SETTINGS),
        ("GET", client.RECORD),
        ("POST", client.CREATE),
        ("PUT", client.UPDATE),
        ("POST", client.START),
        ("POST", client.JOIN),
        ("GET", client.END),
        ("DELETE", client.DELETE),
    ],
)
def test_every_endpoint_has_a_row(method: str, path: str) -> None:
    assert f"| `{method} {path}" in README

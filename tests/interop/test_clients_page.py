"""The page for clients: its snippets run, and its tables name what there is."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from models.errors import ErrorCode

pytestmark = pytest.mark.interop

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "clients.md").read_text("utf-8")
SCRIPTS = re.findall(r"```js\n(.*?)```", TEXT, re.DOTALL)


def test_the_tables_say_of_every_error_whether_to_retry() -> None:
    table = TEXT.split("| code | retry? |")[1].split("\n\n")[0]
    assert sorted(re.findall(r"`([A-Z_]{4,})`", table)) == sorted(code.value for code in ErrorCode)


def test_what_is_read_off_the_schema_is_what_caches_take(node: Path, tmp_path: Path) -> None:
    reading, apollo = SCRIPTS[:2]
    shutil.copy(ROOT / "schema.graphql", tmp_path)
    (tmp_path / "node_modules").symlink_to(Path(__file__).parent / "node_modules")
    told = "process.stdout.write(JSON.stringify({ possibleTypes, valueTypes, id: cache.identify(status) }))"
    status = "const status = { __typename: 'VendorStatus', vendor: 'VSEE' }"
    (tmp_path / "page.mjs").write_text("\n".join((reading, apollo, status, told)), "utf-8")
    ran = subprocess.run(
        [str(node), "page.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert set(found["possibleTypes"]) == {"Node", "Problem", "JoinOption"}
    assert {"Capacity", "RoomQueue", "JoinLink", "VendorStatus"} <= set(found["valueTypes"])
    assert not {"Meeting", "Room", "Query"} & set(found["valueTypes"])
    assert found["id"] == 'VendorStatus:{"vendor":"VSEE"}'

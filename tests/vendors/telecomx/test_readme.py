"""The folder's page names every field of the payloads, and only fields that the models have."""

import re
from dataclasses import fields
from pathlib import Path

import msgspec
import pytest

import vendors.telecomx
from models import access, command, device, host, meeting, room, settings
from vendors.telecomx import payloads

README = (Path(vendors.telecomx.__path__[0]) / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+\.\w+)` \| (.+) \|$", README, re.MULTILINE))
FIELDS = [
    f"{kind.__name__}.{field.encode_name}"
    for kind in vars(payloads).values()
    if isinstance(kind, type) and issubclass(kind, payloads.Row)
    for field in msgspec.structs.fields(kind)
]
TARGETS = sorted({target for row in ROWS.values() if row[0] != "—" for target in row.split(", ")})
MODELS = {
    name: kind
    for module in (access, command, device, host, meeting, room, settings)
    for name, kind in vars(module).items()
}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_has_a_row(field):
    assert field in ROWS


@pytest.mark.parametrize("target", TARGETS)
def test_each_row_leads_to_a_field_of_a_model(target):
    name, field = re.fullmatch(r"`(\w+)\.(\w+)`", target).groups()
    ours, model = re.sub(r"(?=[A-Z])", "_", field).lower(), MODELS[name]
    assert hasattr(model, ours) or ours in {each.name for each in fields(model)}

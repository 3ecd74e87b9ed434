"""Every vendor's page shows where each field of its contract went, and names only what the graph has."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from graphql import build_schema

from models.vendor import Vendor

ROOT = Path(__file__).parents[3]
SCHEMA = build_schema((ROOT / "schema.graphql").read_text("utf-8"), assume_valid_sdl=True)

NAMED = re.compile(r"`(\w+)\.(\w+)`")
# A row that shows nothing says why, behind a dash.
REASON = "—"


class Row(NamedTuple):
    """One row of the table of fields: the vendor's name, and where it is shown or why it is not."""

    field: str
    shown: str


def page(vendor: Vendor) -> str:
    return (ROOT / "vendors" / vendor.value.lower() / "README.md").read_text("utf-8")


def rows(vendor: Vendor) -> Iterator[Row]:
    """The rows of the page's last table, which is the one of the fields."""
    table = page(vendor).split("\n\n|")[-1].splitlines()[2:]
    for line in table:
        if line.startswith("|"):
            field, shown = (cell.strip() for cell in line.strip("|").split(" | ", 1))
            yield Row(field, shown)


def fields(vendor: Vendor) -> Iterator[str]:
    """The wire name of every field of every object that we read."""
    payloads = importlib.import_module(f"vendors.{vendor.value.lower()}.payloads")
    for _, struct in inspect.getmembers(payloads, inspect.isclass):
        if issubclass(struct, msgspec.Struct) and struct.__module__ == payloads.__name__:
            yield from (f"{struct.__name__}.{own.encode_name}" for own in msgspec.structs.fields(struct))


@pytest.mark.parametrize("vendor", Vendor)
def test_every_page_has_a_table_of_fields(vendor: Vendor) -> None:
    assert any(NAMED.search(row.field) for row in rows(vendor))


@pytest.mark.parametrize("vendor", Vendor)
def test_every_field_that_we_read_has_a_row(vendor: Vendor) -> None:
    told = {f"{type_}.{field}" for row in rows(vendor) for type_, field in NAMED.findall(row.field)}
    assert set(fields(vendor)) - told == set()


@pytest.mark.parametrize("vendor", Vendor)
def test_what_a_row_names_can_be_asked_for(vendor: Vendor) -> None:
    assert [
        f"{row.field}: {type_}.{field}"
        for row in rows(vendor)
        for type_, field in NAMED.findall(row.shown.partition(REASON)[0])
        if field not in getattr(SCHEMA.type_map.get(type_), "fields", ())
    ] == []


@pytest.mark.parametrize("vendor", Vendor)
def test_every_row_says_where_or_why(vendor: Vendor) -> None:
    assert [row.field for row in rows(vendor) if not row.shown.removeprefix(REASON).strip(" -")] == []

"""Descriptions name the vendors that return or take something, as the vendors' folders say."""

from graph.schema.vendor_names import MARKER, described_elements
from tests.support.graph import the_schema
from vendors.registry import VENDORS

DESCRIPTIONS = {place: element.description or "" for place, element in described_elements(the_schema().core)}


def test_every_vendor_is_named_where_its_folder_says() -> None:
    wrong = {
        (row.account, place)
        for row in VENDORS
        for place in row.named_in
        if not any(f"{start}{row.name}" in DESCRIPTIONS.get(place, "") for start in ("(", ", "))
    }
    assert wrong == set()


def test_vendors_are_named_in_the_registrys_order() -> None:
    assert "(Telecomx, EnableX)." in DESCRIPTIONS["Meeting.joinLinks"]


def test_no_marker_is_left_and_none_is_empty() -> None:
    assert [place for place, text in DESCRIPTIONS.items() if MARKER in text or "()" in text] == []

"""VSee's lists are decoded straight into payloads where `id` names every row, and not `_id`."""

import msgspec
import pytest

from tests.support.drift import settled
from vendors.vsee import payloads
from vendors.vsee.lists import LIST_VISITS

RECORD = settled(payloads.Visit, LIST_VISITS)


@pytest.mark.parametrize(("row", "name"), [(b'{"id":"7","_id":"9"}', "7"), (b'{"id":7}', 7)])
def test_a_visit_goes_by_its_id(row: bytes, name: str | int) -> None:
    [visit] = LIST_VISITS.decoded(b'{"data":[' + row + b"]}", RECORD)["data"]
    assert visit.id == name


@pytest.mark.parametrize("row", [b'{"_id":"9"}', b'{"id":0,"_id":"9"}', b'{"id":"","_id":"9"}', b'{"id":[]}'])
def test_a_visit_that_goes_by_another_id_is_left_to_the_reading_that_looks_for_it(row: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        LIST_VISITS.decoded(b'{"data":[' + row + b"]}", RECORD)

"""An operation that is cancelled, whenever that is, leaves nothing behind that was to be awaited."""

import asyncio
import gc
import warnings

import pytest

from graph.operations.request import GraphQLRequest
from models.vendor import Vendor
from tests.support.builders import a_meeting, a_room
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, the_schema

QUERY = """{
  meetings(first: 2) { nodes { title host { id } room { name queue { length } } joinLinks { url } } }
  rooms { nodes { name queue { length } } }
  meeting(by: {vendorId: {vendor: VSEE, id: "m1"}}) { title room { name } }
  vendors { health }
}"""


@pytest.mark.parametrize("turns", range(1, 60))
async def test_an_operation_that_is_cancelled_leaves_no_coroutine_that_was_never_awaited(turns: int) -> None:
    vendors = [FakeVendor(vendor, a_meeting("m1", vendor), a_room("r1", vendor)) for vendor in Vendor]
    context = a_context(*vendors)
    prepared = the_schema().prepare(GraphQLRequest(QUERY), context)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        running = asyncio.create_task(the_schema().execute(prepared, {}, context))
        for _ in range(turns):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait((running,))
        del running
        gc.collect()
    assert [str(each.message) for each in warned if "never awaited" in str(each.message)] == []

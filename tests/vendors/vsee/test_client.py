"""Each call of VSee: its path, its headers, and what becomes of its answer."""

import pytest

from models.errors import VendorBadResponse, VendorRejected, VendorTimeout
from models.vendor import Vendor
from vendors.response_classes import Reply
from vendors.vsee import payloads
from vendors.worker_thread import LONG

PUBLIC = {"x-accountcode": "vclinic"}
PRIVATE = {**PUBLIC, "x-apitoken": "s3cret-admin-token"}


async def ask(client, name: str):
    arguments = {"rooms": (1,), "provider": ("b4vjj", "85742"), "visits": ()}.get(name, ("b4vjj",))
    return await getattr(client, name)(*arguments)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("rooms", "/rooms"),
        ("room", "/rooms/b4vjj"),
        ("providers", "/rooms/b4vjj/providers"),
        ("provider", "/rooms/b4vjj/providers/85742"),
        ("queue", "/rooms/b4vjj/queue"),
    ],
)
async def test_rooms_are_asked_for_without_the_token(client, http, name: str, path: str) -> None:
    await ask(client, name)
    assert [(call.path, call.headers) for call in http.calls] == [(path, PUBLIC)]


async def test_visits_are_asked_for_with_the_token(client, http) -> None:
    await client.visits()
    assert [(call.path, call.headers) for call in http.calls] == [("/visits", PRIVATE)]


async def test_the_visits_of_a_long_answer_take_the_place_of_what_came(client, http) -> None:
    rows: list[object] = [{"id": "1"}, {"id": "2"}]
    http.on("/visits", lambda _: Reply(200, {}, {"data": rows}, True, size=LONG + 1))
    assert await client.visits() == tuple(rows)
    assert all(isinstance(row, payloads.Visit) for row in rows)


async def test_a_short_answer_stays_as_it_came(client, http) -> None:
    rows: list[object] = [{"id": "1"}, {"id": "2"}]
    http.on("/visits", lambda _: Reply(200, {}, {"data": rows}, True, size=LONG))
    await client.visits()
    assert rows == [{"id": "1"}, {"id": "2"}]


async def test_rooms_are_asked_for_by_page_and_limit_alone(client, http) -> None:
    await client.rooms(1)
    assert http.calls[0].params == {"page": 1, "limit": 2}


async def test_all_fields_of_a_visit_that_are_read_are_named(client, http) -> None:
    await client.visits()
    (fields,) = http.calls[0].params.values()
    assert {"id", "start", "actual_end", "meeting", "recordings", "room_id", "status"} < set(
        fields.split(",")
    )


async def test_nothing_about_the_patient_beyond_the_id_is_asked_for(client, http) -> None:
    await client.visits()
    assert not {"intake", "member", "provider", "payment"} & set(http.calls[0].params["fields"].split(","))


async def test_visits_are_asked_for_by_room_and_time(client, http) -> None:
    await client.visits(room_code="b4vjj", start=10, end=20)
    asked = {name: value for name, value in http.calls[0].params.items() if name != "fields"}
    assert asked == {"room_code": "b4vjj", "start_time": 10, "end_time": 20}


@pytest.mark.parametrize("name", ["room", "providers", "provider", "queue"])
async def test_what_vsee_does_not_know_is_none(client, http, name: str) -> None:
    http.answers.clear()
    assert await ask(client, name) is None


@pytest.mark.parametrize("name", ["rooms", "visits"])
async def test_a_404_for_the_whole_account_is_a_refusal(client, http, name: str) -> None:
    http.answers.clear()
    with pytest.raises(VendorRejected):
        await ask(client, name)


async def test_an_unknown_room_has_no_visits_to_show(client, http) -> None:
    http.answers.clear()
    assert await client.visits(room_code="gone") is None


@pytest.mark.parametrize("name", ["rooms", "room", "providers", "provider", "queue", "visits"])
@pytest.mark.parametrize("data", [{"a": 1}, "gone", 7, True])
async def test_data_of_another_shape_cannot_be_read(client, http, name: str, data: object) -> None:
    for path in list(http.answers):
        http.on(path, {"data": data})
    if isinstance(data, dict) and name == "queue":
        pytest.skip("a queue needs no field")
    with pytest.raises(VendorBadResponse):
        await ask(client, name)


@pytest.mark.parametrize("empty", [None, {}, [], "", False])
async def test_an_empty_list_in_any_notation_is_empty(client, http, empty: object) -> None:
    http.on("/visits", {"data": empty})
    assert await client.visits() == ()


@pytest.mark.parametrize("name", ["rooms", "providers", "visits"])
async def test_one_object_is_no_list(client, http, name: str) -> None:
    for path in list(http.answers):
        http.on(path, {"data": {"id": "1", "code": "b4vjj"}})
    with pytest.raises(VendorBadResponse):
        await ask(client, name)


@pytest.mark.parametrize("code", ["", ".", "..", "a\udc00"])
async def test_a_code_that_no_path_can_hold_is_not_asked_for(client, http, code: str) -> None:
    assert (await client.room(code), await client.providers(code), await client.queue(code)) == (None,) * 3
    assert http.calls == []


async def test_a_bad_row_costs_only_itself_and_still_counts(client, http, body) -> None:
    document = body("rooms")
    document["data"][0]["code"] = None
    http.on("/rooms", document)
    page = await client.rooms(1)
    assert ([row.code for row in page.rows], page.is_full) == (["b4vjj"], True)


async def test_an_answer_that_cannot_be_read_is_not_quoted(client, http, caplog) -> None:
    http.on("/rooms/b4vjj/providers/85742", {"data": {"id": ["85742"], "first_name": "Blair"}})
    http.on("/visits", {"data": [{"id": "1", "member_id": ["90001"]}]})
    assert [visit.member_id for visit in await client.visits() or ()] == [None]
    with pytest.raises(VendorBadResponse) as caught:
        await client.provider("b4vjj", "85742")
    assert "Blair" not in f"{caught.value}{caplog.text}"
    assert "90001" not in caplog.text


async def test_a_failure_of_the_port_passes_through(client, http) -> None:
    http.on("/rooms/b4vjj", VendorTimeout(Vendor.VSEE, "read room"))
    with pytest.raises(VendorTimeout):
        await client.room("b4vjj")

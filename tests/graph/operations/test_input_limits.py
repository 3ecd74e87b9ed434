"""Every text and list of a caller has a bound, told in the schema, checked before any resolver and any vendor."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLString, get_named_type

from graph.operations.input_limits import PROBLEMS_AT_MOST
from models.account import DEFAULT_TENANT
from models.bounds import LIST, TEXT
from models.ids import Kind, decode
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.builders import a_meeting
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data, errors, the_schema

SCHEMA = the_schema().core


def texts() -> Iterator[tuple[str, str]]:
    """Each argument and each field of an input that takes a text, and what is said of it."""
    for type_ in SCHEMA.type_map.values():
        if type_.name.startswith("_"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                if get_named_type(given.type) is GraphQLString:
                    yield f"{type_.name}.{name}", given.description or ""
        elif isinstance(type_, GraphQLObjectType):
            for field, declared in type_.fields.items():
                for name, argument in declared.args.items():
                    if get_named_type(argument.type) is GraphQLString:
                        yield f"{type_.name}.{field}({name})", argument.description or ""


TEXTS = dict(texts())


@pytest.mark.parametrize("place", TEXTS)
def test_the_schema_says_how_long_a_text_may_be(place: str) -> None:
    assert "characters" in TEXTS[place]


TEXT_AT_MOST, LIST_AT_MOST = TEXT.most or 0, LIST.most or 0
LONG = "a" * (TEXT_AT_MOST + 1)
OVER = {
    "a vendor's id": ("meeting(by: {vendorId: {vendor: VSEE, id: $text}}) { id }", "a" * 257),
    "an id of 70,000 letters": ("meeting(by: {vendorId: {vendor: VSEE, id: $text}}) { id }", "a" * 70_000),
    "the id of what it belongs to": (
        'session(by: {vendorId: {vendor: VCONNCT, id: "s", meetingId: $text}}) { id }',
        "a" * 257,
    ),
    "a global id": ("meeting(id: $id) { id }", "a" * 4_097),
    "a well-formed global id": (
        "meeting(id: $id) { id }",
        a_key(Kind.MEETING, Vendor.VSEE, ("a" * 257,)).encoded(),
    ),
    "the text of a filter": ("meetings(filter: {text: $text}) { nodes { id } }", "a" * 201),
    "a cursor": ("meetings(after: $text) { nodes { id } }", "a" * 32_769),
    "half of a character": ("rooms(filter: {text: $text}) { nodes { id } }", "\ud800"),
    "a control character": ("room(by: {vendorId: {vendor: VSEE, id: $text}}) { id }", "a\0b"),
}


@pytest.mark.parametrize(("field", "value"), OVER.values(), ids=OVER)
async def test_what_is_too_long_to_read_by_is_the_callers_mistake(field: str, value: str) -> None:
    vendor = FakeVendor(Vendor.VSEE)
    name, kind = ("id", "ID") if "$id" in field else ("text", "String")
    [error] = await errors(f"query (${name}: {kind}!) {{ {field} }}", [vendor], {name: value})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert len(error["message"]) < 200
    assert vendor.calls == []


async def test_what_is_too_long_is_named_by_its_place() -> None:
    query = "query ($id: String!) { meeting(by: {vendorId: {vendor: VSEE, id: $id}}) { id } }"
    [error] = await errors(query, [FakeVendor(Vendor.VSEE)], {"id": "a" * 257})
    assert error["message"] == "`by.vendorId.id` must have at most 256 characters."


HOSTS = "[" + '{vendor: VSEE, id: "h"}' * 51 + "]"
OUTSIDE = {
    "meetings(first: 0) { nodes { id } }": "`first` must be between 1 and 100.",
    "rooms(first: 101) { nodes { id } }": "`first` must be between 1 and 100.",
    f"meetings(filter: {{hosts: {HOSTS}}}) {{ nodes {{ id }} }}": "`filter.hosts` must hold at most 50 entries.",
    "nodes(ids: " + str(["x"] * 101).replace("'", '"') + ") { id }": "`ids` must hold at most 100 entries.",
    """checkConflicts(input: {startsAt: "2030-01-01T00:00:00Z", durationMinutes: 1441, devices: ["x"]}) {
         searchedFrom }""": "`input.durationMinutes` must be between 1 and 1,440.",
    f"""checkConflicts(input: {{startsAt: "2030-01-01T00:00:00Z", durationMinutes: 5, hosts: {HOSTS}}}) {{
         searchedFrom }}""": "`input.hosts` must hold at most 50 entries.",
}


@pytest.mark.parametrize(("field", "message"), OUTSIDE.items(), ids=OUTSIDE.values())
async def test_a_number_or_a_list_outside_its_bounds_is_refused_by_its_place(
    field: str, message: str
) -> None:
    vendor = FakeVendor(Vendor.VSEE)
    [error] = await errors(f"{{ {field} }}", [vendor])
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_USER_INPUT")
    assert vendor.calls == []


async def test_one_id_that_is_too_long_costs_its_own_place() -> None:
    good = a_key(Kind.MEETING, Vendor.VSEE, ("m1",)).encoded()
    vendor = FakeVendor(Vendor.VSEE, a_meeting("m1", Vendor.VSEE))
    result = await ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", [vendor], {"ids": [good, "a" * 5_000]}
    )
    assert result.data == {"nodes": [{"id": good}, None]}


async def test_a_mutation_tells_all_that_is_too_long_with_its_place() -> None:
    given = {
        "meeting": "a" * 5_000,
        "messages": ["Hello you", LONG],
        "images": [{"source": {"url": "https://a.example/" + "a" * 2_048}, "caption": LONG}],
        "idempotencyKey": "k" * 256,
    }
    told = await data(
        """mutation ($input: SetLobbyInput!) { setLobby(input: $input) {
             problems { __typename ... on InvalidInput { code path limit } } } }""",
        [FakeVendor(Vendor.ENABLEX)],
        {"input": given},
    )
    found = {tuple(row["path"]): (row["code"], row["limit"]) for row in told["setLobby"]["problems"]}
    assert found == {
        ("input", "meeting"): ("TOO_LONG", 4_096),
        ("input", "messages", "1"): ("TOO_LONG", TEXT_AT_MOST),
        ("input", "images", "0", "source", "url"): ("TOO_LONG", 2_048),
        ("input", "images", "0", "caption"): ("TOO_LONG", TEXT_AT_MOST),
        ("input", "idempotencyKey"): ("TOO_LONG", 255),
    }


async def test_a_list_that_is_too_long_is_one_problem_and_many_bad_entries_are_a_few() -> None:
    query = """mutation ($input: SetLobbyInput!) { setLobby(input: $input) {
                 problems { ... on InvalidInput { code path } } } }"""
    for messages, wanted in (
        (["Hello you"] * (LIST_AT_MOST + 1), [{"code": "TOO_LARGE", "path": ["input", "messages"]}]),
        ([LONG] * LIST_AT_MOST, None),
    ):
        told = await data(query, [], {"input": {"meeting": "m", "messages": messages}})
        problems = told["setLobby"]["problems"]
        assert problems == wanted if wanted else len(problems) == PROBLEMS_AT_MOST


@pytest.mark.parametrize(
    "parts", [("ü" * 256,), ("a" * 256,) * 3, ("😀" * 20, "1" * 256)], ids=["letters", "three", "two"]
)
def test_the_id_of_whatever_can_be_looked_up_can_be_passed_on(parts: tuple[str, ...]) -> None:
    key = a_key(Kind.COMMAND if len(parts) == 3 else Kind.SESSION, Vendor.VCONNCT, parts)
    assert decode(key.encoded(), DEFAULT_TENANT) == key

"""What a principal may not see is null and FORBIDDEN, nobody is asked for it, and the rest of the answer is whole."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLNonNull

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.schema.build import build
from graph.schema.declaration import MutationRoot, SubscriptionRoot, declaration_of
from graph.schema.secret_types import object_fields
from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.meeting import Meeting
from models.principal import Principal
from models.roles import ROLES, scopes_of
from models.scope import Scope
from tests.support.builders import a_meeting
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, run, the_schema

DECLARED = {
    f"{type_.name}.{name}": (field, declaration)
    for type_, name, field in object_fields(the_schema().core)
    if (declaration := declaration_of(field)) is not None
}
LINK = JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.ANY, url="https://meet.example/4711")


def somebody(*scopes: Scope) -> Principal:
    return Principal(caller=Caller(DEFAULT_TENANT, "somebody"), scopes=frozenset(scopes))


def meetings(count: int = 2) -> list[Meeting]:
    pins = Pins(moderator="8842", participant="4711")
    return [a_meeting(f"m{number}", pins=pins, join_links=(LINK,)) for number in range(count)]


async def ask(text: str, vendor: FakeVendor, *scopes: Scope, **variables: Any) -> tuple[Any, list[Any]]:
    """The data, and of each error the code, the path, the scopes and the count."""
    result = await run(text, a_context(vendor, principal=somebody(*scopes)), variables)
    return result.data, [
        (told["code"], error.path, told.get("scopes"), told.get("count"))
        for error in result.errors or ()
        if (told := error.extensions or {})
    ]


def a_vendor(rows: Iterable[Meeting] | None = None) -> FakeVendor:
    found = list(meetings() if rows is None else rows)
    return FakeVendor(found[0].vendor, *found)


# The table of fields


def test_every_secret_mutation_and_subscription_requires_scopes() -> None:
    lacking = [
        place
        for place, (_, declaration) in DECLARED.items()
        if (declaration.secret or isinstance(declaration.source, MutationRoot | SubscriptionRoot))
        and not declaration.requires
    ]
    assert lacking == []


def test_every_field_has_a_policy() -> None:
    """Each requires scopes, or is named in `open_fields.txt` as one that every caller may see: none is just forgotten.

    Whoever adds a field decides: a secret, or what tells about a person, requires a scope.
    """
    told = (Path(__file__).parent / "open_fields.txt").read_text().split()
    open_fields = {place for place, (_, declaration) in DECLARED.items() if not declaration.requires}
    assert told == sorted(open_fields)


def test_whatever_requires_scopes_may_be_null() -> None:
    restricted = {place: field for place, (field, declaration) in DECLARED.items() if declaration.requires}
    assert len(restricted) > 30
    assert [place for place, field in restricted.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_a_policy_on_a_field_that_may_not_be_null_is_refused() -> None:
    declared = build()
    field = declared._schema.type_map["Pins"].fields["moderator"]  # type: ignore[attr-defined]
    field.type = GraphQLNonNull(field.type)
    with pytest.raises(TypeError, match=r"Pins\.moderator"):
        ExecutableSchema(declared)


def test_the_schema_shows_the_scopes_that_are_enforced() -> None:
    text = build().as_str()
    for place, (_, declaration) in DECLARED.items():
        if declaration.requires:
            scopes = ", ".join(f'"{scope}"' for scope in sorted(declaration.requires))
            assert f"@requiresScopes(scopes: [[{scopes}]])" in text, place


def test_every_scope_is_required_somewhere_and_every_role_is_made_of_scopes() -> None:
    required = {scope for _, declaration in DECLARED.values() for scope in declaration.requires}
    # These are required of whole operations or of commands on the console.
    assert set(Scope) - required <= {Scope.SCHEMA_READ, Scope.AUDIT_READ, Scope.ACCOUNTS_READ}
    assert ROLES["viewer"] < ROLES["operator"] < ROLES["admin"]
    assert scopes_of(["viewer", "no such role"]) == ROLES["viewer"]


# Denied


async def test_a_denied_field_is_null_with_one_error_and_the_rest_is_whole() -> None:
    data, errors = await ask("{ meetings { nodes { vendor pins { moderator } } } }", a_vendor())
    assert [row["pins"] for row in data["meetings"]["nodes"]] == [None, None]
    assert all(row["vendor"] for row in data["meetings"]["nodes"])
    assert errors == [("FORBIDDEN", ["meetings", "nodes", 0, "pins"], ["pins:read"], 2)]


@pytest.mark.parametrize(
    "selection",
    [
        "pins { moderator }",
        "... on Meeting { pins { moderator } }",
        "...Secrets",
        "... @include(if: true) { ...Secrets }",
        "renamed: pins { moderator }",
    ],
)
@pytest.mark.parametrize("root", ["node(id: $id)", "nodes(ids: [$id])", "_entities(representations: [$it])"])
async def test_no_way_leads_around_a_policy(root: str, selection: str) -> None:
    meeting, *_ = rows = meetings()
    vendor = a_vendor(rows)
    text = "\n".join(
        [
            "query($id: ID!, $it: _Any!) {",
            f"  it: {root} {{ ... on Meeting {{ {selection} }} }}",
            "  node(id: $id) { id } _entities(representations: [$it]) { __typename }",
            "}",
            "fragment Secrets on Meeting { pins { moderator } }" if "Secrets" in selection else "",
        ]
    )
    data, errors = await ask(text, vendor, id=meeting.id, it={"__typename": "Meeting", "id": meeting.id})
    assert "8842" not in str(data)
    assert [code for code, *_ in errors] == ["FORBIDDEN"]


async def test_who_has_the_scopes_sees_the_secret() -> None:
    data, errors = await ask("{ meetings { nodes { pins { moderator } } } }", a_vendor(), Scope.PINS_READ)
    assert [row["pins"] for row in data["meetings"]["nodes"]] == [{"moderator": "8842"}] * 2
    assert errors == []


async def test_a_link_that_may_hold_a_pin_needs_both_scopes() -> None:
    text = "{ meetings(first: 1) { nodes { joinLinks { role url } } } }"
    for scopes, url in (
        ((Scope.JOIN_LINKS_READ,), None),
        ((Scope.PINS_READ,), None),
        ((Scope.JOIN_LINKS_READ, Scope.PINS_READ), LINK.url),
    ):
        data, _ = await ask(text, a_vendor(), *scopes)
        assert data["meetings"]["nodes"][0]["joinLinks"] == [{"role": "GUEST", "url": url}]


async def test_nobody_is_asked_for_what_is_denied() -> None:
    meeting = a_meeting("m", pins=None)
    vendor = a_vendor([meeting])
    await ask("{ meetings { nodes { title } } }", vendor)
    before = len(vendor.calls)
    await ask("{ meetings { nodes { title pins { moderator } } } }", vendor)
    assert len(vendor.calls) - before == before


async def test_a_denied_mutation_is_not_carried_out() -> None:
    meeting, *_ = rows = meetings()
    vendor = a_vendor(rows)
    text = "mutation($id: ID!) { cancelMeeting(input: {meeting: $id}) { problems { code } } }"
    data, errors = await ask(text, vendor, id=meeting.id)
    assert data == {"cancelMeeting": None}
    assert [(code, scopes) for code, _, scopes, _ in errors] == [("FORBIDDEN", ["meetings:write"])]
    assert vendor.asked("cancel_meeting") == []


async def test_a_denied_subscription_does_not_start() -> None:
    context = a_context(a_vendor(), principal=somebody())
    text = "subscription($id: ID!) { meetingState(id: $id) { title } }"
    prepared = the_schema().prepare(GraphQLRequest(text), context)
    with pytest.raises(OperationFailed) as refused:
        await the_schema().subscribe(prepared, {"id": "m"}, context)
    [error] = refused.value.errors
    assert ((error.extensions or {})["code"], (error.extensions or {})["scopes"]) == (
        "FORBIDDEN",
        ["meetings:follow"],
    )


# The schema


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Meeting") { name } }',
        "{ ...A } fragment A on Query { ...B } fragment B on Query { __schema { queryType { name } } }",
        "{ _service { sdl } }",
    ],
)
async def test_the_schema_is_told_to_those_who_may_read_it(text: str) -> None:
    refused, errors = await ask(text, a_vendor())
    assert (refused, [(code, scopes) for code, _, scopes, _ in errors]) == (
        None,
        [("FORBIDDEN", ["schema:read"])],
    )
    told, errors = await ask(text, a_vendor(), Scope.SCHEMA_READ)
    assert told is not None
    assert errors == []


async def test_a_misspelt_field_is_not_corrected_by_naming_others() -> None:
    result = await run("{ meeting { titel } }", a_context(a_vendor()))
    assert "title" not in str(result.errors)


async def test_everybody_is_told_who_they_are() -> None:
    data, errors = await ask("{ viewer { id tenant roles scopes expiresAt } }", a_vendor(), Scope.PINS_READ)
    assert errors == []
    assert data["viewer"] == {
        "id": "somebody",
        "tenant": DEFAULT_TENANT,
        "roles": [],
        "scopes": ["pins:read"],
        "expiresAt": None,
    }

"""What others have published to tell a GraphQL API that fits from one that does not."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLObjectType, build_schema

from models.ids import Kind
from tests.support.demo import ADMIN

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "schema.graphql"
BILLING = HERE / "billing.graphql"
Ran = Callable[..., Any]

each_library = pytest.mark.parametrize("library", ["apollo", "guild"])


# GraphQL over HTTP


def test_the_http_audit_passes_all_of_its_61_points(ran: Ran, gateway: str) -> None:
    results = ran("audit.js", gateway)
    failed = [result for result in results if result["status"] != "ok"]
    assert (len(results), failed) == (61, [])


# Federation


@each_library
def test_the_schema_composes_alone(ran: Ran, library: str) -> None:
    assert ran("compose.js", library, SCHEMA)["errors"] == []


@each_library
def test_another_subgraph_adds_to_our_meeting(ran: Ran, library: str) -> None:
    composed = ran("compose.js", library, SCHEMA, BILLING)
    assert composed["errors"] == []
    meeting = build_schema(composed["supergraph"], assume_valid_sdl=True).get_type("Meeting")
    assert isinstance(meeting, GraphQLObjectType)
    assert {"title", "invoice"} <= set(meeting.fields)


@each_library
def test_another_subgraph_adds_to_whatever_has_an_id(ran: Ran, library: str) -> None:
    supergraph = build_schema(
        ran("compose.js", library, SCHEMA, BILLING)["supergraph"], assume_valid_sdl=True
    )
    for kind in set(Kind) - {Kind.MEETING}:
        thing = supergraph.get_type(kind.value)
        assert isinstance(thing, GraphQLObjectType)
        assert {"vendor", "invoices"} <= set(thing.fields), kind


@each_library
def test_another_subgraph_may_serve_relay_too(ran: Ran, library: str) -> None:
    composed = ran("compose.js", library, SCHEMA, BILLING)
    assert composed["errors"] == []
    query = build_schema(composed["supergraph"], assume_valid_sdl=True).query_type
    assert query is not None
    assert {"node", "nodes", "meetings", "invoices"} <= set(query.fields)


@each_library
def test_a_node_that_is_not_to_be_shared_is_noticed(ran: Ran, library: str, tmp_path: Path) -> None:
    alone = tmp_path / "alone.graphql"
    shared = SCHEMA.read_text("utf-8")
    unshared = re.sub(r"(\): Node\b[^\n]*?) @shareable", r"\1", shared)
    assert unshared != shared
    alone.write_text(unshared, "utf-8")
    assert any("node" in error for error in ran("compose.js", library, alone, BILLING)["errors"])


@each_library
def test_a_subgraph_that_does_not_fit_is_noticed(ran: Ran, library: str, tmp_path: Path) -> None:
    misfit = tmp_path / "misfit.graphql"
    misfit.write_text(BILLING.read_text("utf-8").replace("invoice: Invoice", "title: Int"), "utf-8")
    assert ran("compose.js", library, SCHEMA, misfit)["errors"]


# The presets of graphql-eslint


def test_the_presets_have_no_complaint(ran: Ran) -> None:
    assert ran("lint.js", SCHEMA) == []


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ('"""One meeting. Null if it does not exist."""', "", "require-description"),
        ("  moderators: Int", "  Moderators: Int", "naming-convention"),
        ("  pageInfo: PageInfo!", "  pageInfo: PageInfo", "relay-connection-types"),
        ("RoomQueue", "RoomLine", "strict-id-in-types"),
    ],
)
def test_the_presets_do_see_a_fault(ran: Ran, tmp_path: Path, right: str, wrong: str, rule: str) -> None:
    text = SCHEMA.read_text("utf-8")
    assert right in text
    spoilt = tmp_path / "schema.graphql"
    spoilt.write_text(text.replace(right, wrong), "utf-8")
    assert any(rule in complaint for complaint in ran("lint.js", spoilt))


# Relay


@pytest.fixture
def operations(node: Path, tmp_path: Path) -> dict[str, str]:
    """The operations that Relay's compiler makes of the fragments beside us, by name."""
    for folder in ("src", "artifacts"):
        (tmp_path / folder).mkdir()
    for source in (HERE / "relay").glob("*.js"):
        shutil.copy(source, tmp_path / "src")
    for file in (HERE / "relay" / "relay.config.json", SCHEMA):
        shutil.copy(file, tmp_path)
    texts = tmp_path / "operations.json"
    # The compiler adds to the file and wants it there.
    texts.write_text("{}", "utf-8")
    compiler = HERE / "node_modules" / "relay-compiler" / "cli.js"
    command = [str(node), str(compiler), "--noWatchman", "relay.config.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    operations = json.loads(texts.read_text("utf-8")).values()
    return {operation.split("(")[0].removeprefix("query "): operation for operation in operations}


def test_relay_makes_a_query_of_each_refetchable_fragment(operations: dict[str, str]) -> None:
    assert set(operations) == {
        "MeetingListQuery",
        "MeetingListPaginationQuery",
        "MeetingRefetchQuery",
        "MeetingCommandsQuery",
    }


def test_relay_pages_through_the_list(operations: dict[str, str], gateway: str) -> None:
    first = asked(gateway, operations["MeetingListQuery"], count=2)["meetings"]
    after = first["pageInfo"]["endCursor"]
    second = asked(gateway, operations["MeetingListPaginationQuery"], count=2, cursor=after)["meetings"]
    assert len({edge["node"]["id"] for edge in first["edges"] + second["edges"]}) == 4


@pytest.mark.parametrize("operation", ["MeetingRefetchQuery", "MeetingCommandsQuery"])
def test_relay_fetches_a_meeting_again(operations: dict[str, str], gateway: str, operation: str) -> None:
    page = asked(gateway, operations["MeetingListQuery"], count=1, vendors=["TELECOMX"])["meetings"]
    id = page["edges"][0]["node"]["id"]
    assert asked(gateway, operations[operation], id=id)["node"]["id"] == id


def asked(gateway: str, query: str, **variables: Any) -> Any:
    """The data of an answer without errors."""
    answer = httpx.post(
        gateway, json={"query": query, "variables": variables}, headers=ADMIN, trust_env=False
    ).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]

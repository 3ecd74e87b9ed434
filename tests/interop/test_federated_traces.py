"""Federated traces as Apollo's own code reads them, and as its gateway asks for them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.interop.routers import Router
from tests.support.demo import ADMIN

pytestmark = pytest.mark.interop

TRACED = {"apollo-federation-include-trace": "ftv1"}
Ran = Callable[..., Any]


def times(tree: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """When each field below began and ended."""
    for child in tree.get("child", ()):
        if "responseName" in child:
            yield child["startTime"], child["endTime"]
        yield from times(child)


def child(tree: dict[str, Any], *path: str | int) -> dict[str, Any]:
    for step in path:
        name = "index" if isinstance(step, int) else "responseName"
        [tree] = [each for each in tree["child"] if each.get(name) == step]
    return tree


def test_apollos_own_definition_reads_a_trace_as_it_is_meant(ran: Ran, gateway: str) -> None:
    query = """{ named: meetings(first: 2) { nodes { t: title room { name } } }
  nobody: meeting(id: "bogus") { title } }"""
    answer = httpx.post(gateway, json={"query": query}, headers={**TRACED, **ADMIN}, trust_env=False).json()
    read = ran("trace.js", answer["extensions"]["ftv1"])
    # Written again it is the same, so there is nothing in it that the definition does not know.
    assert (read["wrong"], read["again"]) == (None, answer["extensions"]["ftv1"])
    trace = read["trace"]
    root = trace["root"]
    title = child(root, "named", "nodes", 1, "t")
    kinds = ("type", "parentType", "originalFieldName")
    assert [title[kind] for kind in kinds] == ["String", "Meeting", "title"]
    assert [child(root, "named")[kind] for kind in kinds] == ["MeetingConnection", "Query", "meetings"]
    nodes = child(root, "named", "nodes")
    assert (nodes["type"], nodes["parentType"], "originalFieldName" in nodes) == (
        "[Meeting!]!",
        "MeetingConnection",
        False,
    )
    assert [each["index"] for each in nodes["child"]] == [0, 1]
    assert child(root, "named", "nodes", 0, "room", "name")["type"] == "String"
    [error], [told] = child(root, "nobody")["error"], answer["errors"]
    assert json.loads(error["json"]) == told
    assert (error["message"], error["location"]) == (told["message"], told["locations"])
    nanoseconds = [
        trace[name]["seconds"] * 10**9 + trace[name].get("nanos", 0) for name in ("startTime", "endTime")
    ]
    assert nanoseconds[1] - nanoseconds[0] == trace["durationNs"]
    assert all(0 < begun <= ended <= trace["durationNs"] for begun, ended in times(root))


def test_apollo_gateway_asks_for_traces_and_has_ours_in_its_own(
    ran: Ran, started: Callable[..., Router]
) -> None:
    router = started("apollo")
    [meeting] = router.ids("VSEE", 1)
    query = """query ($meetings: [ID!]!) { bad: meeting(id: "bogus") { title }
      appointments(meetings: $meetings) { meeting { heading: title } } }"""
    answer = router.ask(query, TRACED, meetings=[meeting])
    trace = ran("trace.js", answer["extensions"]["ftv1"])["trace"]
    fetches = [fetch for fetch in fetched(trace["queryPlan"]) if fetch["serviceName"] == "meetgraph"]
    assert not any(fetch.get("traceParsingFailed") for fetch in fetches)
    roots = {each["responseName"]: each for fetch in fetches for each in fetch["trace"]["root"]["child"]}
    assert set(roots) == {"bad", "_entities"}
    [error] = roots["bad"]["error"]
    assert error["message"] == answer["errors"][0]["message"]
    heading = child(roots["_entities"], 0, "heading")
    assert (heading["parentType"], heading["originalFieldName"]) == ("Meeting", "title")


def fetched(plan: Any) -> Iterator[dict[str, Any]]:
    """The fetches of a query plan."""
    if isinstance(plan, list):
        for each in plan:
            yield from fetched(each)
    elif isinstance(plan, dict):
        for name, inner in plan.items():
            if name == "fetch":
                yield inner
            elif name != "trace":
                yield from fetched(inner)

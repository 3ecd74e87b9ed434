"""The gateway below a path prefix that a proxy keeps."""

import httpx
import pytest

from graph.serving.app import create_app
from graph.serving.process.demo import DemoSettings
from tests.support.anonymous import Anonymous
from vendors.adapters import Adapters

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


async def get(path: str, prefix: str, accept: str = "application/json") -> httpx.Response:
    app = create_app(
        DemoSettings(path_prefix=prefix, explorer=True), vendors=Adapters(), authenticator=Anonymous()
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client:
        return await client.get(path, headers={"accept": accept})


@pytest.mark.parametrize("path", ["/api/v1/graphql", "/graphql", "/api/v1/graphql/", "/graphql/"])
async def test_the_api_answers_with_and_without_it(path: str) -> None:
    answer = await get(f"{path}?query=%7B__typename%7D", "/api/v1")
    assert answer.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("path", ["/api/v1/livez", "/livez"])
async def test_so_does_what_balancers_ask_for(path: str) -> None:
    assert (await get(path, "/api/v1")).status_code == 200


@pytest.mark.parametrize("path", ["/other/graphql", "/api/v11/graphql", "/api/v1", "/api/v1/api/v1/graphql"])
async def test_no_other_prefix_is_taken(path: str) -> None:
    assert (await get(path, "/api/v1")).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
async def test_where_nothing_is_the_callers_are_told_where_the_api_is(prefix: str) -> None:
    answer = await get(f"{prefix}/grapql", prefix)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (404, "NOT_FOUND")
    assert error["message"] == f"Nothing is at this path; the API is at {prefix}/graphql."


async def test_its_root_leads_to_the_explorer_below_it() -> None:
    answer = await get("/api/v1/", "/api/v1", BROWSER)
    assert str(answer.url.join(answer.headers["location"])) == "http://meetgraph.example/api/v1/graphql"


async def test_without_the_setting_there_is_none() -> None:
    assert (await get("/api/v1/graphql", "")).status_code == 404

"""The envelope of success and refusal, and the switches that bend it."""

import httpx

from simulators.enablex.app import EnableX


async def test_a_success_is_number_one(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("/countries")).json()["result"] == 1


async def test_a_refusal_has_a_heading_and_a_reason(vendor: httpx.AsyncClient) -> None:
    response = await vendor.post("/meetings", json={})
    assert response.status_code == 406
    assert response.json() == {
        "result": 1603,
        "msg": "Validation failed",
        "desc": "Meeting Date Time is required",
    }


async def test_results_may_be_strings(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"result_strings": True})
    assert (await vendor.get("/countries")).json()["result"] == "1"
    assert (await vendor.post("/meetings", json={})).json()["result"] == "1603"


async def test_the_reason_may_be_under_error(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"error_style": "error"})
    body = (await vendor.post("/meetings", json={})).json()
    assert body == {"result": 1603, "error": "Meeting Date Time is required"}


async def test_every_refusal_may_be_a_zero(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"overall_zero_error": True})
    response = await vendor.get("/meetings/none")
    assert (response.status_code, response.json()["result"]) == (404, 0)


async def test_refusals_may_come_with_status_200(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"errors_with_200": True})
    response = await vendor.get("/meetings/none")
    assert (response.status_code, response.json()["result"]) == (200, 404)


async def test_an_unknown_path_is_refused_in_the_envelope(vendor: httpx.AsyncClient) -> None:
    response = await vendor.get("/nowhere")
    assert (response.status_code, response.json()["result"]) == (404, 404)


async def test_a_method_that_is_not_there_is_unknown(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.put("/meetings/mtg-0007", json={})).status_code == 404

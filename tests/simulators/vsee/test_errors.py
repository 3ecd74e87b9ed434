"""How refusals look, and every way in which they may look worse."""

import pytest


async def test_an_unknown_page_is_not_found(vendor):
    answer = await vendor.get("/nowhere/at/all")
    assert (answer.status_code, answer.json()) == (
        404,
        {"code": 404, "message": "Sorry, this page is not available."},
    )


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/rooms"), ("DELETE", "/rooms/noor1"), ("POST", "/visits")]
)
async def test_an_unknown_method_is_an_unknown_page(vendor, method, path):
    assert (await vendor.request(method, path)).status_code == 404


async def test_not_found_may_come_with_400_and_the_code_404(vendor, simulator):
    simulator.set_switches({"not_found_status": 400})
    answer = await vendor.get("/rooms/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (400, 404)


async def test_an_error_may_have_no_message(vendor, simulator):
    simulator.set_switches({"error_without_message": True})
    assert (await vendor.get("/rooms/nowhere")).json() == {"code": 404}


async def test_an_error_may_be_a_page_of_html(vendor, simulator):
    simulator.set_switches({"html_errors": True})
    answer = await vendor.get("/rooms/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "404 Not Found" in answer.text


@pytest.mark.parametrize("wait", ["1", "Mon, 02 Mar 2026 10:00:05 GMT", "soon"])
async def test_too_many_requests_say_when_to_come_back(vendor, simulator, wait):
    simulator.set_switches({"rate_limited": True, "retry_after": wait})
    answer = await vendor.get("/rooms")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, wait)
    assert answer.json() == {"code": 429, "message": "Too Many Requests"}


async def test_too_many_requests_may_not_say_when(vendor, simulator):
    simulator.set_switches({"rate_limited": True, "retry_after": None})
    assert "retry-after" not in (await vendor.get("/rooms")).headers


async def test_there_is_no_rate_limit_by_default(vendor):
    assert {(await vendor.get("/rooms/noor1")).status_code for _ in range(50)} == {200}


@pytest.mark.parametrize("switches", [{"times": "roman"}, {"no_such_switch": 1}])
async def test_a_wrong_switch_is_told(vendor, switches):
    answer = await vendor.post("http://vendor/_control/switches", json=switches)
    assert answer.status_code == 400


@pytest.mark.parametrize("status", [401, 403, 500, 502, 503, 504])
async def test_a_fault_answers_in_place_of_the_vendor(vendor, status):
    await vendor.post("http://vendor/_control/faults", json={"path": "*/queue", "status": status, "times": 1})
    assert (await vendor.get("/rooms/noor1/queue")).status_code == status


async def test_the_log_knows_what_was_asked(vendor, simulator):
    await vendor.get("/rooms?page=2")
    entry = simulator.requests[-1]
    assert (entry["vendor"], entry["path"], entry["query"], entry["status"]) == (
        "VSEE",
        "/api_v3/rooms",
        {"page": "2"},
        200,
    )

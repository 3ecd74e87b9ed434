"""GET /accounts and GET /accounts/:code."""

import pytest


@pytest.mark.parametrize("path", ["/accounts", "/accounts.json"])
async def test_the_clinics_are_public(vendor, path):
    assert (await vendor.get(path)).json()["data"] == [
        {"code": "harbour", "name": "Harbour Clinic"},
        {"code": "hillside", "name": "Hillside Clinic"},
    ]


@pytest.mark.parametrize(
    "path", ["/accounts/harbour", "/accounts/harbour.json", "/accounts/-", "/accounts/-.json"]
)
async def test_one_clinic_tells_its_settings(vendor, path):
    account = (await vendor.get(path)).json()["data"]
    assert (account["code"], account["domain"]) == ("harbour", "harbour.vsee.example")
    assert {"id", "name", "portal_title", "privacy_id", "states", "intake_steps", "post_intake_steps"} < set(
        account
    )


async def test_a_dash_follows_the_account_header(vendor):
    answer = await vendor.get("/accounts/-", headers={"X-AccountCode": "hillside"})
    assert answer.json()["data"]["code"] == "hillside"


async def test_an_unknown_clinic_is_not_found(vendor):
    assert (await vendor.get("/accounts/nowhere")).status_code == 404

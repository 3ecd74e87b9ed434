"""GET /rooms/:code/providers and one provider."""

import pytest

LISTED = {
    "id",
    "username",
    "code",
    "subtype",
    "first_name",
    "last_name",
    "vseeid",
    "photo",
    "title",
    "suffix",
    "status",
    "short_bio",
}
DETAILED = (LISTED - {"photo"}) | {
    "email",
    "phone",
    "active",
    "tos",
    "educational_training",
    "professional_interests",
    "personal_interests",
}


async def provider(vendor, code="moller1", id="85742"):
    return (await vendor.get(f"/rooms/{code}/providers/{id}")).json()["data"]


async def listed(vendor, code="moller1"):
    return (await vendor.get(f"/rooms/{code}/providers")).json()["data"]


async def test_the_providers_of_a_room_are_public(vendor):
    assert [row["last_name"] for row in await listed(vendor, "walkin")] == ["Noor", "Adler", "Okafor"]


async def test_a_room_without_providers_has_an_empty_list(vendor):
    assert await listed(vendor, "reception") == []


async def test_a_listed_provider_has_the_documented_keys(vendor):
    assert set((await listed(vendor))[0]) == LISTED


async def test_a_provider_has_the_documented_keys(vendor):
    assert set(await provider(vendor)) == DETAILED


async def test_missing_texts_are_printed_in_the_three_documented_ways(vendor):
    row = (await listed(vendor))[0]
    assert (row["photo"], row["short_bio"], row["code"]) == (None, False, "")


@pytest.mark.parametrize(("style", "missing"), [("null", None), ("false", False), ("empty", "")])
async def test_missing_texts_follow_the_switch(vendor, simulator, style, missing):
    simulator.set_switches({"missing_text": style})
    row = (await listed(vendor))[0]
    assert [row["photo"], row["short_bio"], row["code"]] == [missing] * 3


@pytest.mark.parametrize(("style", "status"), [("bool", True), ("int", 20)])
async def test_the_status_is_a_boolean_or_the_integer_of_users(vendor, simulator, style, status):
    simulator.set_switches({"provider_status": style})
    assert (await provider(vendor))["status"] is status


@pytest.mark.parametrize("path", [
    "nowhere/providers",
    "hill1/providers",
    "nowhere/providers/85742",
    "moller1/providers/85741",
    "moller1/providers/1",
])  # fmt: skip
async def test_an_unknown_room_or_provider_is_not_found(vendor, path):
    assert (await vendor.get(f"/rooms/{path}")).status_code == 404

"""A switch takes what it knows, and nothing changes when one of several is refused."""

import pytest

from simulators.vconnct.switches import CHOICES, DEFAULTS


@pytest.mark.parametrize(
    "values",
    [
        {"general_settings_shape": "tuple"},
        {"join_path": True},
        {"record_missing_as": 404},
        {"wrong_password_code": 403},
        {"running_lag_seconds": -1},
        {"running_lag_seconds": "5"},
        {"record_delay_seconds": True},
        {"blank_in_links": "yes"},
        {"http_status_mirrors": 0},
        {"link_base": 8003},
        {"no_such_switch": True},
    ],
)
async def test_a_value_a_switch_does_not_know_is_refused(client, simulator, values):
    response = await client.post("/_control/switches", json={"language": "en", **values})
    assert response.status_code == 400
    assert simulator.switches == dict(DEFAULTS)


@pytest.mark.parametrize(
    "values", [{name: choice} for name, choices in CHOICES.items() for choice in choices]
)
async def test_a_switch_takes_each_of_its_choices(client, simulator, values):
    assert (await client.post("/_control/switches", json=values)).status_code == 200
    assert values.items() <= simulator.switches.items()


@pytest.mark.parametrize("seconds", [0, 0.5, 30])
async def test_a_duration_takes_seconds(client, seconds):
    response = await client.post("/_control/switches", json={"running_lag_seconds": seconds})
    assert response.json()["switches"]["running_lag_seconds"] == seconds


@pytest.mark.parametrize("name", CHOICES)
def test_the_default_is_one_of_the_choices(name):
    assert DEFAULTS[name] in CHOICES[name]

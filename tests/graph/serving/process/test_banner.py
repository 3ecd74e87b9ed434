"""What a gateway says of itself: where it is and what it stands on, and nothing that opens anything."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from graph.serving.process.banner import banner, of_store
from graph.serving.process.demo import DemoSettings
from graph.serving.readiness import Status
from models.vendor import Vendor
from store.connection import hosts
from tests.support.mongo import KEY
from tests.vendors.contract.vendor_contract import contract_of

CANARY = "CANARY"


def settings(**told: Any) -> DemoSettings:
    return DemoSettings(mongodb_folder=Path("/data/meetgraph"), **told)


def line(text: str, head: str) -> str:
    [found] = [line for line in text.splitlines() if line.startswith(f"{head} ")]
    return found.removeprefix(head).strip()


def test_it_names_the_port_that_it_got() -> None:
    text = banner(settings(port=0), 4711)
    assert line(text, "GraphQL") == "http://127.0.0.1:4711/graphql"
    assert "http://127.0.0.1:4711/readyz" in line(text, "Health")


def test_it_names_the_vendors_by_their_hosts_and_those_without_an_account() -> None:
    accounts = {
        "vsee": {
            **contract_of(Vendor.VSEE).account,
            "base_url": f"https://user:{CANARY}@staging.vsee.example/api_v3",
        },
        "vconnct": {"license": CANARY},
    }
    text = banner(settings(**accounts), 80)
    assert line(text, "Vendors") == (
        "VConnct at vconnct-client-api.com, VSee at staging.vsee.example; no account at Telecomx FlexCare, EnableX"
    )
    assert CANARY not in text


def test_it_names_the_folder_of_a_private_mongod() -> None:
    assert line(banner(settings(), 80), "Store") == "a private mongod on /data/meetgraph"


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        (
            f"mongodb://user:{CANARY}@a.example:1,b.example:2/db?authSource={CANARY}",
            "a.example:1,b.example:2",
        ),
        (f"mongodb+srv://user:{CANARY}@cluster.example/?tls=true", "cluster.example"),
        ("mongodb://a.example", "a.example"),
        # A password that is not encoded as it should be.
        (f"mongodb+srv://user:{CANARY}/{CANARY}@cluster.example/db", "cluster.example"),
        (f"mongodb+srv://user:{CANARY}@{CANARY}@cluster.example/db", "cluster.example"),
        (f"mongodb://%2Ftmp%2F{CANARY}.sock", "the address in MEETGRAPH_MONGODB_URI"),
    ],
)
def test_it_names_the_hosts_of_a_shared_mongodb_and_not_who_logs_in(uri: str, told: str) -> None:
    assert hosts(uri) == told
    shared = {"mongodb_uri": SecretStr(uri), "store_keys": [KEY]}
    assert CANARY not in banner(settings(**shared), 80)


def test_whoever_can_be_reached_from_elsewhere_is_warned() -> None:
    assert "proxy with TLS" in banner(settings(host="0.0.0.0"), 80)
    assert "proxy with TLS" not in banner(settings(host="localhost"), 80)
    assert "http://[::1]:80/graphql" in banner(settings(host="::1"), 80)


def test_the_explorer_is_named_where_there_is_one(tmp_path: Path) -> None:
    assert line(banner(settings(explorer=False), 80), "Explorer").startswith("switched off")
    assert "make web" in line(banner(settings(explorer=True, explorer_dist=tmp_path), 80), "Explorer")
    (tmp_path / "index.html").touch()
    assert line(banner(settings(explorer=True, explorer_dist=tmp_path), 80), "Explorer").startswith(
        "http://127.0.0.1:80/"
    )


@pytest.mark.parametrize("status", [Status.OK, Status.READS_ONLY, Status.REFUSED])
def test_each_state_of_the_store_has_its_words(status: Status) -> None:
    words = of_store(status, None if status is Status.OK else "The reason.")
    assert words is not None
    assert ("The reason." in words) is (status is not Status.OK)


def test_a_start_and_a_stop_need_no_words_about_the_store() -> None:
    assert of_store(Status.STARTING, "x") is None
    assert of_store(Status.STOPPING, "x") is None

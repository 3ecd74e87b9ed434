"""The commands for tenants and accounts: one thing a line, errors in words, and no secret in either."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from tests.support.console import Console

DATABASE = "tenant_commands"
CANARY = "CANARY-token"
SETTINGS = {"account_code": "demo", "admin_token": CANARY, "base_url": "http://127.0.0.1:1"}


@pytest.fixture
def console(mongodb: str) -> Iterator[Console]:
    with MongoClient[dict[str, object]](mongodb) as client:
        client.drop_database(DATABASE)
        yield Console(mongodb, DATABASE, CANARY)
        client.drop_database(DATABASE)


def test_a_tenant_and_its_accounts_from_beginning_to_end(console: Console, tmp_path: Path) -> None:
    assert console("tenants add north") == (0, "added north\n", "")
    assert console("tenants add north") == (1, "", "There is a tenant north already.\n")
    file = tmp_path / "vsee.json"
    file.write_text(json.dumps(SETTINGS))
    assert console(f"accounts set north vsee --file {file}") == (0, "set north vsee -\n", "")
    second = console("accounts set north VSEE --name second --file -", json.dumps(SETTINGS))
    assert second == (0, "set north vsee second\n", "")
    assert console("accounts list") == (0, "account north vsee -\naccount north vsee second\n", "")
    code, listed, _ = console("tenants list")
    assert (code, listed.split()[:3]) == (0, ["tenant", "north", "2"])
    code, tried, _ = console("accounts test north vsee")
    assert code == 1
    assert tried.startswith("wrong north vsee - ")
    assert "base_url" in tried
    assert console("accounts remove north vsee") == (0, "removed north vsee -\n", "")
    assert console("accounts remove north vsee")[::2] == (1, "There is no account north vsee -.\n")
    # Seven changes, two of them refused; each has a chain of its own: its beginning, the intention, the outcome.
    assert console("tenants remove north") == (0, "removed north\nremains audit 21\n", "")
    assert console("accounts list") == (0, "", "")


def test_an_account_is_set_from_the_environment(console: Console) -> None:
    console("tenants add north")
    variables = {f"MEETGRAPH_VSEE__{name.upper()}": value for name, value in SETTINGS.items()}
    assert console("accounts set north vsee", **variables) == (0, "set north vsee -\n", "")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("[]", "must be a JSON object"),
        (CANARY, "must be a JSON object"),
        (f'{{"account_code":\n  {CANARY}}}', "must be a JSON object. It cannot be parsed: line 2, column 3."),
        ("{}", "account_code: It must be set."),
        (json.dumps(SETTINGS | {"page_cap": CANARY}), "page_cap: It must be a whole number."),
        (json.dumps(SETTINGS | {"admin_tokn": CANARY}), "admin_tokn: There is no such setting."),
        (json.dumps(SETTINGS | {"admin_token": f"{CANARY} {CANARY}"}), "admin_token: A token is one word"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_words(console: Console, given: str, told: str) -> None:
    code, printed, said = console("accounts set north vsee --file -", given)
    assert (code, printed) == (2, "")
    assert told in said


def test_a_byte_order_mark_before_the_settings_is_passed_over(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "vsee.json"
    file.write_text('{"account_code": "a", "admin_token": "t"}', encoding="utf-8-sig")
    console("tenants add marked")
    assert console(f"accounts set marked vsee --file {file}")[:2] == (0, "set marked vsee -\n")


def test_a_file_that_cannot_be_read_is_told_with_the_reason(console: Console, tmp_path: Path) -> None:
    absent, other = tmp_path / "absent.json", tmp_path / "other.json"
    other.write_bytes(b"\xff")
    told = console(f"accounts set north vsee --file {absent}")[::2]
    assert told == (2, f"The file {absent} cannot be read: No such file or directory.\n")
    told = console(f"accounts set north vsee --file {other}")[::2]
    assert told == (2, f"The file {other} is not written in UTF-8.\n")


def test_without_the_address_of_mongodb_it_is_told_which_store_is_meant(
    console: Console, tmp_path: Path
) -> None:
    # As in a shell in which the variables of the gateway were not set.
    for name in ("MEETGRAPH_MONGODB_URI", "MEETGRAPH_STORE_KEYS"):
        del console.environment[name]
    said = f"MEETGRAPH_MONGODB_URI is not set, so this is about the private mongod on {tmp_path}.\n"
    assert console("tenants add north", MEETGRAPH_MONGODB_FOLDER=str(tmp_path)) == (0, "added north\n", said)


def test_a_key_for_a_tenant_that_is_nowhere_is_made_with_a_word_about_it(console: Console) -> None:
    console("tenants add north")
    peppers = json.dumps({"first": base64.b64encode(bytes(32)).decode()})
    for tenant, served, is_told in (
        ("north", "default", False),
        ("default", "default", False),
        ("south", "south", False),
        ("noth", "default", True),
    ):
        code, said, errors = console(
            f"keys create {tenant} reports --role viewer",
            MEETGRAPH_KEY_PEPPERS=peppers,
            MEETGRAPH_TENANT=served,
        )
        assert (code, said.split()[0]) == (0, "key")
        assert errors.startswith("There is no tenant noth in MongoDB") if is_told else errors == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("tenants add North_Clinic", 2),
        ("accounts set north nobody", 2),
        ("accounts set north vsee --name Webinars --file -", 2),
        ("accounts test nobody vsee", 1),
        ("tenants remove nobody", 1),
    ],
)
def test_names_that_mean_nothing_are_refused(console: Console, words: str, code: int) -> None:
    found, printed, said = console(words, json.dumps(SETTINGS))
    assert (found, printed) == (code, "")
    assert said.endswith(".\n")


def test_an_account_needs_its_tenant(console: Console) -> None:
    code, _, said = console("accounts set nobody vsee --file -", json.dumps(SETTINGS))
    assert (code, said) == (1, "There is no tenant nobody. Add it with `meetgraph tenants add`.\n")


def test_without_the_key_an_account_is_not_read_and_the_operator_is_told_why(console: Console) -> None:
    console("tenants add north")
    code, _, said = console(
        "accounts list", MEETGRAPH_STORE_KEYS=json.dumps(["another key, 32 or more, for tests"])
    )
    assert code == 1
    assert "MEETGRAPH_STORE_KEYS" in said

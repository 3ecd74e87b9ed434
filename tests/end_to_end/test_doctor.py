"""`meetgraph doctor` names what is wrong with which variable, of real servers that refuse what is wrong."""

import json
from typing import Any

import pytest
from pydantic import SecretStr

from graph.serving.process import demo, doctor
from graph.serving.process.doctor import Finding, examined
from graph.serving.settings import Settings
from models.vendor import Vendor
from tests.support.mongo import on
from tests.support.raw_vendor import Behaviour, Wire, always, reset, served_raw, silent
from tests.support.tokens import issuer, key, public
from tests.support.world import LOOPBACK, World
from tests.vendors.contract.vendor_contract import contract_of
from vendors import registry
from vendors.http import HttpLimits

CANARY = "CANARY-4711"
LABELS = {row.account: row.vendor.label for row in registry.VENDORS}
NOBODYS = "http://127.0.0.1:1"


@pytest.fixture
def accounts(world: World, mongodb: str) -> Settings:
    """The demo's, over the simulators."""
    return demo.settings(0, world.first_port).model_copy(update=on(mongodb))


def with_wrong(settings: Settings, account: str, **fields: Any) -> Settings:
    changed = {
        name: SecretStr(value) if isinstance(value, str) and name in SECRETS else value
        for name, value in fields.items()
    }
    return settings.model_copy(update={account: getattr(settings, account).model_copy(update=changed)})


SECRETS = {"password", "bearer_token", "app_key", "license", "admin_token"}


async def found(settings: Settings) -> dict[str, Finding]:
    findings = {finding.subject: finding for finding in await examined(settings)}
    assert CANARY not in str(findings)
    return findings


async def test_where_all_is_well_each_is_asked_once_and_says_so(accounts: Settings, world: World) -> None:
    world.forget()
    findings = await found(accounts)
    assert all(finding.is_well for finding in findings.values()), findings
    assert set(findings) == {*LABELS.values(), "Store"}
    # Telecomx is logged in at before.
    assert world.calls() == {
        "TELECOMX /auth/login": 1,
        "TELECOMX /flexcare/videochat/meeting": 1,
        "ENABLEX /meetings": 1,
        "VCONNCT /list_general_meeting_setting": 1,
        "VSEE /visits": 1,
    }


@pytest.mark.parametrize(
    ("account", "wrong", "reason", "variables"),
    [
        ("telecomx", {"password": CANARY}, "401", ["USERNAME", "PASSWORD"]),
        ("telecomx", {"username": None, "bearer_token": CANARY}, "401", ["BEARER_TOKEN"]),
        ("telecomx", {"customer_id": "65f0000000000000000000ff"}, "404", ["CUSTOMER_ID", "BASE_URL"]),
        ("telecomx", {"customer_id": CANARY}, "422", ["CUSTOMER_ID"]),
        ("enablex", {"app_key": CANARY}, "401", ["APP_ID", "APP_KEY"]),
        (
            "enablex",
            {"app_key": None, "email": "a@b.example", "password": CANARY},
            "401",
            ["APP_ID", "EMAIL", "PASSWORD"],
        ),
        ("vconnct", {"license": CANARY}, "401", ["LICENSE"]),
        ("vsee", {"admin_token": CANARY}, "401", ["ADMIN_TOKEN"]),
        ("vsee", {"account_code": "nobody"}, "404", ["ACCOUNT_CODE", "BASE_URL"]),
    ],
)
async def test_a_wrong_credential_is_named_and_the_others_are_well(
    accounts: Settings, account: str, wrong: dict[str, Any], reason: str, variables: list[str]
) -> None:
    findings = await found(with_wrong(accounts, account, **wrong))
    ill = [finding for finding in findings.values() if not finding.is_well]
    assert [finding.subject for finding in ill] == [LABELS[account]]
    named = ", ".join(f"MEETGRAPH_{account.upper()}__{name}" for name in variables)
    assert reason in ill[0].words
    assert ill[0].words.endswith(f"Look at {named}.")


@pytest.mark.parametrize("account", LABELS)
async def test_a_wrong_path_of_the_base_url_is_told(accounts: Settings, account: str) -> None:
    url = getattr(accounts, account).base_url
    finding = (await found(with_wrong(accounts, account, base_url=f"{url}/v9")))[LABELS[account]]
    assert not finding.is_well
    assert f"MEETGRAPH_{account.upper()}__BASE_URL" in finding.words


async def of_raw(account: str, url: str) -> Finding:
    vendor = Vendor(account.upper())
    told = {**contract_of(vendor).account, "base_url": url, "limits": HttpLimits(retries=0, first_byte=1.0)}
    row = next(row for row in registry.VENDORS if row.account == account)
    return await doctor._vendor(row, row.settings.model_validate(told), "default")


@pytest.mark.parametrize("account", LABELS)
@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (always(b"<html></html>", "200 OK", "Content-Type: text/html"), "another language"),
        (always(b"", "302 Found", "Location: /login"), "another language"),
        (always(b"{}", "503 Service Unavailable"), "It fails (503), whoever asks. Try again later."),
        (always(b"{}", "429 Too Many Requests"), "slow down (429)"),
        (always(b"{}", "403 Forbidden"), "It forbids the call (403)"),
        (silent, "does not answer in time"),
        (reset, "ends before it has answered"),
    ],
    ids=["a page", "a redirect", "503", "429", "403", "silence", "a reset"],
)
async def test_what_answers_in_the_vendors_place_is_told(account: str, behave: Behaviour, words: str) -> None:
    async with served_raw(behave) as (port, _):
        finding = await of_raw(account, f"http://127.0.0.1:{port}")
    assert not finding.is_well
    assert words in finding.words


@pytest.mark.parametrize("account", LABELS)
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://nowhere.invalid", "its host's name is not known"),
        (NOBODYS, "nobody can be connected to there"),
    ],
)
async def test_what_keeps_a_connection_from_being_made_is_told(account: str, url: str, words: str) -> None:
    finding = await of_raw(account, url)
    assert finding.words == (
        f"There is no connection: {words}. Look at MEETGRAPH_{account.upper()}__BASE_URL."
    )


async def test_a_server_without_tls_is_told() -> None:
    async def plain(wire: Wire) -> None:
        await wire.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with served_raw(plain) as (port, _):
        finding = await of_raw("vsee", f"https://127.0.0.1:{port}")
    assert "no secure connection could be made" in finding.words


class KeySet:
    """What answers where an issuer's keys should be."""

    def __init__(self, body: bytes, status: str = "200 OK") -> None:
        self.body, self.status = body, status

    async def __call__(self, wire: Wire) -> None:
        await wire.request()
        await wire.answer(self.body, self.status)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (json.dumps(public(key())).encode(), "200 OK", "usable keys: 1, for ES256"),
        (
            b"",
            "404 Not Found",
            "Its keys cannot be fetched: the status is 404. Look at MEETGRAPH_ISSUERS[0].jwks_url.",
        ),
        (b"<html>" + CANARY.encode(), "200 OK", "it is no JSON. Look at MEETGRAPH_ISSUERS[0].jwks_url."),
        (b'{"keys": []}', "200 OK", "No key of it can be used. Look at MEETGRAPH_ISSUERS[0].jwks_url."),
        (json.dumps(public(key("r", "RS256"))).encode(), "200 OK", "No key of it can be used."),
    ],
)
async def test_the_keys_of_an_issuer_are_looked_at(
    mongodb: str, body: bytes, status: str, words: str
) -> None:
    async with served_raw(KeySet(body, status)) as (port, _):
        asked = issuer(jwks_url=f"http://{LOOPBACK}:{port}/keys", algorithms=["ES256", "EdDSA"])
        findings = await found(Settings.model_construct(**{**on(mongodb), "issuers": (asked,)}))
    finding = findings[f"Issuer {asked.issuer}"]
    assert words in finding.words
    assert finding.is_well == words.startswith("usable")


async def test_an_issuer_that_cannot_be_reached_is_told(mongodb: str) -> None:
    asked = issuer(jwks_url=f"{NOBODYS}/keys")
    findings = await found(Settings.model_construct(**{**on(mongodb), "issuers": (asked,)}))
    assert "there is no connection" in findings[f"Issuer {asked.issuer}"].words


def test_it_ends_with_1_where_something_is_wrong_and_with_0_where_nothing_is(
    accounts: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.serving.process.logs.configure", lambda _: None)
    assert doctor.run(accounts, as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-4:-1][0] != "" and "ok" in line for line in lines] == [True] * 5
    assert doctor.run(with_wrong(accounts, "vsee", admin_token=CANARY), as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert [finding["subject"] for finding in told if not finding["is_well"]] == ["VSee"]


def test_vendors_without_an_account_are_listed(
    world: World, mongodb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.serving.process.logs.configure", lambda _: None)
    accounts = demo.settings(0, world.first_port).model_copy(
        update={**on(mongodb), "telecomx": None, "vsee": None}
    )
    assert doctor.run(accounts, as_json=False) == 0
    said = capsys.readouterr()
    assert said.out.endswith("Without an account here: Telecomx FlexCare, VSee.\n")
    assert said.err == doctor.NOBODY

"""What is wrong with the environment is said before anything starts: all of it, in words, without a value."""

import json
import os

import pytest

from graph.serving.environment import Misconfigured, read
from graph.serving.settings import Environment, Settings, table, variables
from tests.support.mongo import KEY
from tests.support.serve import ISSUERS

CANARY = "CANARY-4711"
A_TENANT = "A tenant has 1 to 63 small letters, digits or hyphens."
ACCOUNT = {"VCONNCT__LICENSE": "a-license"}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.upper().startswith("MEETGRAPH"):
            monkeypatch.delenv(name)
    return monkeypatch


def wanted(monkeypatch: pytest.MonkeyPatch, told: dict[str, str]) -> Settings:
    for name, value in {"ISSUERS": ISSUERS, **told}.items():
        monkeypatch.setenv(f"MEETGRAPH_{name}", value)
    return read()


def problems(monkeypatch: pytest.MonkeyPatch, **told: str) -> tuple[str, ...]:
    with pytest.raises(Misconfigured) as refused:
        wanted(monkeypatch, told)
    assert CANARY not in str(refused.value)
    return refused.value.problems


def test_one_vendors_account_is_enough(nothing_set: pytest.MonkeyPatch) -> None:
    found = wanted(nothing_set, ACCOUNT)
    assert found.vconnct is not None
    assert (found.telecomx, found.enablex, found.vsee) == (None, None, None)


def test_without_issuers_it_is_told_what_to_set(nothing_set: pytest.MonkeyPatch) -> None:
    [told] = problems(nothing_set, ISSUERS="[]", **ACCOUNT)
    assert told.startswith("Nobody could be let in")
    assert "MEETGRAPH_ISSUERS" in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"issuer": ""}, "MEETGRAPH_ISSUERS[0].issuer: It must not be empty."),
        ({"audience": []}, "MEETGRAPH_ISSUERS[0].audience: It must not be empty."),
        ({"tenants": []}, "MEETGRAPH_ISSUERS[0].tenants: It must not be empty."),
        (
            {"tenants": ["A B"]},
            f"MEETGRAPH_ISSUERS[0].tenants[0]: {A_TENANT}",
        ),
        ({"jwks": None}, "MEETGRAPH_ISSUERS: An issuer needs either `jwks_url` or `jwks`."),
        (
            {"jwks_url": "https://a.example/"},
            "MEETGRAPH_ISSUERS: An issuer needs either `jwks_url` or `jwks`.",
        ),
        (
            {"jwks": None, "jwks_url": "http://login.example/keys"},
            "MEETGRAPH_ISSUERS[0].jwks_url: It must begin with https://, unless it is on this machine.",
        ),
        (
            {"algorithms": ["HS256"]},
            "MEETGRAPH_ISSUERS[0].algorithms[0]: It must be 'RS256', 'ES256' or 'EdDSA'.",
        ),
        (
            {"jwks": {"keyz": [CANARY]}},
            "MEETGRAPH_ISSUERS: The `jwks` of an issuer is a key set: an object with the list `keys`.",
        ),
        ({"leeway_seconds": 31}, "MEETGRAPH_ISSUERS[0].leeway_seconds: It must be at most 30."),
        ({"tenats": [CANARY]}, "MEETGRAPH_ISSUERS[0].tenats: There is no such part."),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_wrong_with_an_issuer_is_told_with_its_place(
    nothing_set: pytest.MonkeyPatch, changes: dict[str, object], told: str
) -> None:
    [good] = json.loads(ISSUERS)
    assert problems(nothing_set, ISSUERS=json.dumps([{**good, **changes}]), **ACCOUNT) == (told,)


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("ISSUERS", CANARY, "It must be a list of objects, written as JSON, such as [{"),
        ("ISSUERS", f'[\n  {{"issuer": {CANARY}}}]', " It cannot be parsed: line 2, column 14."),
        ("ISSUERS", f'["{CANARY}"]', "It must be a list of objects"),
        ("KEY_PEPPERS", CANARY, 'It must be an object, written as JSON, such as {"first": '),
        ("KEY_PEPPERS", f'{{"first": "{CANARY}"', " It cannot be parsed: line 1, column 24."),
        (
            "ORIGINS",
            f'["{CANARY}",]',
            'It must be a list, written as JSON: ["one", "two"]. It cannot be parsed',
        ),
    ],
)
def test_what_is_no_json_is_told_by_its_form_and_place(
    nothing_set: pytest.MonkeyPatch, variable: str, text: str, told: str
) -> None:
    [found] = problems(nothing_set, **{**ACCOUNT, variable: text})
    assert found.startswith(f"MEETGRAPH_{variable}: ")
    assert told in found


def test_issuers_that_could_name_the_same_caller_are_refused(nothing_set: pytest.MonkeyPatch) -> None:
    [good] = json.loads(ISSUERS)
    other = {**good, "issuer": "https://other.example/"}
    [told] = problems(nothing_set, ISSUERS=json.dumps([good, other]), **ACCOUNT)
    assert "different `caller_prefix`" in told
    [told] = problems(nothing_set, ISSUERS=json.dumps([good, good]), **ACCOUNT)
    assert "listed once" in told
    wanted(nothing_set, {**ACCOUNT, "ISSUERS": json.dumps([good, {**other, "caller_prefix": "other:"}])})


def test_without_any_account_each_vendors_needs_are_told(nothing_set: pytest.MonkeyPatch) -> None:
    [told] = problems(nothing_set)
    # Telecomx' and EnableX' lines have two ways in.
    assert [" ".join(line.split()) for line in told.splitlines()[1:]] == [
        "Telecomx FlexCare MEETGRAPH_TELECOMX__CUSTOMER_ID and MEETGRAPH_TELECOMX__BEARER_TOKEN, or "
        "MEETGRAPH_TELECOMX__CUSTOMER_ID, MEETGRAPH_TELECOMX__USERNAME and MEETGRAPH_TELECOMX__PASSWORD",
        "EnableX MEETGRAPH_ENABLEX__APP_ID and MEETGRAPH_ENABLEX__APP_KEY, or "
        "MEETGRAPH_ENABLEX__APP_ID, MEETGRAPH_ENABLEX__EMAIL and MEETGRAPH_ENABLEX__PASSWORD",
        "VConnct MEETGRAPH_VCONNCT__LICENSE",
        "VSee MEETGRAPH_VSEE__ACCOUNT_CODE and MEETGRAPH_VSEE__ADMIN_TOKEN",
        "Or keep accounts in MongoDB, with `meetgraph accounts`, and name it by MEETGRAPH_MONGODB_URI.",
    ]


def test_a_store_that_is_named_may_have_the_accounts(nothing_set: pytest.MonkeyPatch) -> None:
    told = {"MONGODB_URI": "mongodb://h", "STORE_KEYS": '["32 characters or more, and random"]'}
    assert wanted(nothing_set, told).vsee is None


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ("TELECOMX__USERNAME", "MEETGRAPH_TELECOMX__CUSTOMER_ID and MEETGRAPH_TELECOMX__PASSWORD"),
        (
            "TELECOMX__CUSTOMER_ID",
            "MEETGRAPH_TELECOMX__BEARER_TOKEN, or MEETGRAPH_TELECOMX__USERNAME and MEETGRAPH_TELECOMX__PASSWORD",
        ),
        ("ENABLEX__APP_KEY", "MEETGRAPH_ENABLEX__APP_ID"),
        ("ENABLEX__EMAIL", "MEETGRAPH_ENABLEX__APP_ID and MEETGRAPH_ENABLEX__PASSWORD"),
        ("VSEE__ADMIN_TOKEN", "MEETGRAPH_VSEE__ACCOUNT_CODE"),
        ("VCONNCT__BASE_URL", "MEETGRAPH_VCONNCT__LICENSE"),
    ],
)
def test_what_a_half_configured_vendor_lacks_is_told(
    nothing_set: pytest.MonkeyPatch, given: str, lacking: str
) -> None:
    other = {"VSEE__ACCOUNT_CODE": "c", "VSEE__ADMIN_TOKEN": "t"} if given.startswith("VC") else ACCOUNT
    value = "https://x.example" if given.endswith("URL") else "x"
    [told] = problems(nothing_set, **other, **{given: value})
    assert told.startswith(f"{lacking} must be set, since")


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("ENABLEX__APP_KYE", "MEETGRAPH_ENABLEX__APP_KEY"),
        ("ENABLEX_APP_ID", "MEETGRAPH_ENABLEX__APP_ID"),
        ("STORE_KEY", "MEETGRAPH_STORE_KEYS"),
        ("VSEE__LIMITS__IN_FLIHGT", "MEETGRAPH_VSEE__LIMITS__IN_FLIGHT"),
    ],
)
def test_a_misspelt_variable_is_refused_with_the_one_that_was_meant(
    nothing_set: pytest.MonkeyPatch, misspelt: str, meant: str
) -> None:
    told = problems(nothing_set, **ACCOUNT, **{misspelt: CANARY})
    assert f"MEETGRAPH_{misspelt}: There is no such setting. Did you mean {meant}?" in told


def test_what_is_misspelt_inside_of_json_is_refused_too(nothing_set: pytest.MonkeyPatch) -> None:
    told = problems(
        nothing_set, VSEE=f'{{"account_code": "c", "admin_token": "t", "admin_tokn": "{CANARY}"}}'
    )
    assert told == (
        "MEETGRAPH_VSEE__ADMIN_TOKN: There is no such setting. Did you mean MEETGRAPH_VSEE__ADMIN_TOKEN?",
    )


def test_a_variable_that_is_like_none_is_refused_without_a_guess(nothing_set: pytest.MonkeyPatch) -> None:
    [told] = problems(nothing_set, **ACCOUNT, ZOOM__SECRET=CANARY)
    assert told.startswith("MEETGRAPH_ZOOM__SECRET: There is no such setting. `meetgraph settings` lists")


def test_all_problems_are_told_at_once(nothing_set: pytest.MonkeyPatch) -> None:
    told = problems(
        nothing_set,
        PORT=CANARY,
        EXPLORER=CANARY,
        STORE_SECONDS="1e9",
        STORE_KEYS=CANARY,
        MONGODB_URI=CANARY,
        VSEE__ADMIN_TOKEN=f"{CANARY} {CANARY}",
        VSEE__LIMITS__TOTAL="0",
        ENABLEX__BASE_URL=CANARY,
        ENABLEX__ROOM_OWNERS=CANARY,
        VCONNCT=CANARY,
        PROT="80",
    )
    names = ["EXPLORER", "MONGODB_URI", "PORT", "STORE_KEYS", "STORE_SECONDS", "VCONNCT", "PROT"]
    names += ["ENABLEX__BASE_URL", "ENABLEX__ROOM_OWNERS", "VSEE__ADMIN_TOKEN", "VSEE__LIMITS__TOTAL"]
    located = sorted(line.partition(":")[0] for line in told if "must be set, since" not in line)
    assert located == sorted(f"MEETGRAPH_{name}" for name in names)
    lacking = [line.partition(" must be set")[0] for line in told if "must be set, since" in line]
    assert lacking[-1] == "MEETGRAPH_VSEE__ACCOUNT_CODE"
    assert lacking[0].startswith("MEETGRAPH_ENABLEX__APP_ID and MEETGRAPH_ENABLEX__APP_KEY")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "It must be a whole number."),
        ("PORT", "70000", "It must be at most 65535."),
        ("POLL_SECONDS", "0", "It must be more than 0."),
        ("EXPLORER", "perhaps", "It must be true or false."),
        ("OPERATION_SECONDS", "long", "It must be a number."),
        ("STORE_KEYS", "one, two", 'It must be a list, written as JSON: ["one", "two"].'),
        ("STORE_KEYS", '["short"]', "A key has at least 32 characters."),
        ("MONGODB_URI", "http://x", "It is no address of a MongoDB, such as mongodb://host:27017."),
        ("ENABLEX__APP_TYPE", "zoom", "It must be 'vc' or 'wb'."),
        ("TELECOMX__CUSTOMER_ID", "", "It must not be empty."),
        ("LOG_LEVEL", "loud", "It must be 'debug', 'info', 'warning' or 'error'."),
        ("VSEE__ACCOUNT_CODE", "", "It must be one word of visible ASCII characters."),
        ("VSEE__ACCOUNT_CODE", "a\n", "It must be one word of visible ASCII characters."),
        ("ENABLEX__APP_ID", "a:b", "It must be one word of visible ASCII characters without a colon."),
        (
            "VCONNCT__ACCEPT_LANGUAGE",
            "français",
            "It must be a list of languages as HTTP has it, such as de, en;q=0.5.",
        ),
        ("MONGODB_DATABASE", "a.b", "It must be 1 to 63 letters, digits, hyphens or underscores."),
        (
            "PATH_PREFIX",
            "api/",
            "It must begin with a slash and not end in one, with letters, digits and . _ ~ - between slashes.",
        ),
    ],
)
def test_a_wrong_value_is_refused_in_plain_words(
    nothing_set: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    told = problems(nothing_set, **ACCOUNT, **{name: value})
    assert f"MEETGRAPH_{name}: {words}" in told


def test_no_setting_leaves_it_to_pydantic_to_print_a_pattern() -> None:
    assert '"pattern"' not in json.dumps(Settings.model_json_schema(), default=str)


def test_a_shared_store_needs_keys(nothing_set: pytest.MonkeyPatch) -> None:
    told = problems(nothing_set, **ACCOUNT, MONGODB_URI=f"mongodb://u:{CANARY}@h")
    assert told == ("MEETGRAPH_STORE_KEYS: It must be set together with MEETGRAPH_MONGODB_URI.",)


def test_names_count_in_any_case(nothing_set: pytest.MonkeyPatch) -> None:
    nothing_set.setenv("meetgraph_vconnct__license", "a-license")
    nothing_set.setenv("meetgraph_issuers", ISSUERS)
    assert read().vconnct is not None


def test_what_kubernetes_tells_of_services_is_no_setting(nothing_set: pytest.MonkeyPatch) -> None:
    links = ["SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT_8000_TCP", "PORT_8000_TCP_ADDR"]
    of_another = ["TOOLS_SERVICE_HOST", "TOOLS_PORT", "TOOLS_PORT_80_TCP_PROTO"]
    found = wanted(
        nothing_set, {**ACCOUNT, "PORT": "80"} | dict.fromkeys([*links, *of_another], "tcp://10.0.0.1")
    )
    assert found.port == 80


def test_a_port_that_kubernetes_has_set_is_told_to_be_its(nothing_set: pytest.MonkeyPatch) -> None:
    [told] = problems(nothing_set, **ACCOUNT, PORT=f"tcp://{CANARY}:80", SERVICE_HOST="10.0.0.1")
    assert told.startswith("MEETGRAPH_PORT: It must be a whole number. Kubernetes sets it")
    assert "enableServiceLinks" in told


def test_every_variable_of_the_table_is_known() -> None:
    listed = {line.split("`")[1] for line in table().splitlines() if line.startswith("| `")}
    vendors = ("TELECOMX", "ENABLEX", "VCONNCT", "VSEE")
    named = {name.replace("<VENDOR>", vendor) for name in listed for vendor in vendors}
    groups = {f"MEETGRAPH_{vendor}{part}" for vendor in vendors for part in ("", "__LIMITS")}
    assert named | groups == set(variables())


def test_what_is_set_well_is_read_as_pydantic_would(nothing_set: pytest.MonkeyPatch) -> None:
    told = {"ENABLEX__ROOM_OWNERS": '["1", "2"]', "ENABLEX__APP_ID": "a", "ENABLEX__APP_KEY": "k"}
    found = wanted(
        nothing_set,
        told
        | {"STORE_KEYS": f'["{KEY}"]', "VSEE__LIMITS": '{"total": 3}'}
        | {"VSEE__ACCOUNT_CODE": "c", "VSEE__ADMIN_TOKEN": "t"},
    )
    assert found.enablex is not None
    assert found.enablex.room_owners == ("1", "2")
    assert found.vsee is not None
    assert found.vsee.limits.total == 3
    assert Environment(Settings)()["enablex"]["app_id"] == "a"

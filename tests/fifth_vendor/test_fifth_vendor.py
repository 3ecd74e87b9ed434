"""A fifth vendor is its folder, its simulator's folder, an enum value and a row of the registry.

Its name has two words, which every part of it writes in its own way.

`havn_care` here is that folder, `havn_care_simulator` its simulator. They are added to a copy of the code as
CONTRIBUTING.md says, and all that a client sees of a vendor is there.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.vendor import Capability
from tests.support.demo import ADMIN, ROOT, demo, first_port
from tests.support.world import LOOPBACK

HERE = Path(__file__).parent
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]["packages"]
# Both edits: the file, what stands there, and what stands there afterwards.
EDITS = (
    (
        "models/vendor.py",
        '    VSEE = ("VSEE", "VSee")\n',
        '    VSEE = ("VSEE", "VSee")\n    HAVN_CARE = ("HAVN_CARE", "Havn Care")\n',
    ),
    (
        "vendors/registry.py",
        "VENDORS = (TELECOMX, ENABLEX, VCONNCT, VSEE)\n",
        "from vendors.havn_care.registration import HAVN_CARE\n\n"
        "VENDORS = (TELECOMX, ENABLEX, VCONNCT, VSEE, HAVN_CARE)\n",
    ),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code with the fifth vendor."""
    made = tmp_path_factory.mktemp("five")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, made / package)
    for file, before, after in EDITS:
        text = (made / file).read_text("utf-8")
        assert text.count(before) == 1
        (made / file).write_text(text.replace(before, after), "utf-8")
    for source, place in (
        ("havn_care", "vendors/havn_care"),
        ("havn_care_simulator", "simulators/havn_care"),
    ):
        shutil.copytree(HERE / source, made / place, ignore=shutil.ignore_patterns("__pycache__"))
        (made / place / "__init__.py").write_text('"""Havn."""\n', "utf-8")
    return made


class Client:
    """Asks the gateway."""

    def __init__(self, port: int, http: httpx.Client) -> None:
        self._url = f"http://{LOOPBACK}:{port}/graphql"
        self._vendor = f"http://{LOOPBACK}:{port + 5}"
        self._client = http

    def data(self, query: str, **variables: Any) -> Any:
        asked = {"query": query, "variables": variables}
        answer = self._client.post(self._url, json=asked)
        while answer.status_code == 429:
            time.sleep(int(answer.headers["retry-after"]))
            answer = self._client.post(self._url, json=asked)
        told = answer.json()
        assert "errors" not in told, told
        return told["data"]

    def at_the_vendor(self, path: str) -> Any:
        """What the vendor answers to a client of its own."""
        return self._client.get(self._vendor + path, headers={"x-api-key": "havn-demo-key"}).json()

    def events(self, query: str, **variables: Any) -> Iterator[Any]:
        """The data of a subscription's events."""
        asked = {"query": query, "variables": variables}
        with self._client.stream(
            "POST", self._url, json=asked, headers={"accept": "text/event-stream"}
        ) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:") and line.removeprefix("data:").strip():
                    event = json.loads(line.removeprefix("data:"))
                    assert "errors" not in event, event
                    yield event["data"]


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Client]:
    """A client of the demo with the fifth vendor."""
    port = first_port(6)
    with demo(port, root) as (_, lines):
        assert "Ready." in lines
        with httpx.Client(trust_env=False, timeout=30, headers=ADMIN) as http:
            yield Client(port, http)


MEETINGS = """query ($first: Int, $after: String) { meetings(first: $first, after: $after) {
  nodes { id vendor vendorId title state startsAt endsAt hostId capabilities devices { device { id name location } } }
  unavailable { message } pageInfo { hasNextPage endCursor }
} }"""
DEVICES = """{ devices(first: 100) {
  nodes { id vendor name location currentMeeting { title } } unavailable { message }
} }"""
SCHEDULE = """mutation ($title: String!, $startsAt: DateTime!, $own: HavnMeetingInput!) {
  scheduleMeeting(input: { title: $title, startsAt: $startsAt, durationMinutes: 30, vendor: { havnCare: $own } }) {
    meeting { id vendor title startsAt hostId devices { device { name } } }
    problems { __typename message path }
  } }"""
UPDATE = """mutation ($id: ID!, $own: HavnMeetingChangesInput!) {
  updateMeeting(input: { meeting: $id, title: "Changed", vendor: { havnCare: $own } }) {
    meeting { title } problems { message path }
  } }"""
CONFLICTS = """query ($input: CheckConflictsInput!) { checkConflicts(input: $input) {
  conflicts { meeting { vendor title } } unavailable { message } } }"""


def everything(client: Client) -> list[dict[str, Any]]:
    """All meetings, page by page."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = client.data(MEETINGS, first=40, after=after)["meetings"]
        assert page["unavailable"] == []
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def screens(client: Client) -> dict[str, str]:
    """The ids of Havn's devices, by their names."""
    rows = client.data(DEVICES)["devices"]["nodes"]
    return {row["name"]: row["id"] for row in rows if row["vendor"] == "HAVN_CARE"}


def schedule(client: Client, title: str, at: datetime, **own: Any) -> Any:
    given = {"devices": [screens(client)["Screen s2"]], "hostId": "h2", **own}
    return client.data(SCHEDULE, title=title, startsAt=at.isoformat(), own=given)["scheduleMeeting"]


def in_hours(hours: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)


def test_it_is_in_the_schema(client: Client) -> None:
    found = client.data(
        """{
          vendor: __type(name: "Vendor") { enumValues { name description } }
          choice: __type(name: "MeetingVendorInput") { inputFields { name description type { name } } }
          own: __type(name: "HavnMeetingInput") { description inputFields { name description type { kind name } } }
          device: __type(name: "Device") { description }
          changes: __type(name: "MeetingVendorChangesInput") { inputFields { name } }
        }"""
    )
    assert found["vendor"]["enumValues"][-1] == {
        "name": "HAVN_CARE",
        "description": "Havn: visits with screens.",
    }
    assert found["choice"]["inputFields"][-1] == {
        "name": "havnCare",
        "description": "A visit at Havn.",
        "type": {"name": "HavnMeetingInput"},
    }
    assert [field["name"] for field in found["own"]["inputFields"]] == [
        "devices",
        "hostId",
        "language",
        "doorCode",
    ]
    assert found["own"]["inputFields"][-1]["description"].endswith("Secret.")
    assert found["device"]["description"] == "A tablet in a clinic (Telecomx, Havn Care)."
    assert found["changes"]["inputFields"][-1]["name"] == "havnCare"


def test_its_status_is_among_those_of_the_vendors(client: Client) -> None:
    everything(client)
    rows = client.data("{ vendors { vendor name isConfigured capabilities health } }")["vendors"]
    assert len(rows) == 5
    assert rows[-1] == {
        "vendor": "HAVN_CARE",
        "name": "Havn Care",
        "isConfigured": True,
        "capabilities": [
            "READ_MEETINGS",
            "READ_DEVICES",
            "READ_COMMANDS",
            "SCHEDULE_MEETINGS",
            "UPDATE_MEETINGS",
            "SEND_COMMANDS",
        ],
        "health": "HEALTHY",
    }


def test_its_meetings_are_in_the_merged_list_in_its_order(client: Client) -> None:
    found = everything(client)
    assert {row["vendor"] for row in found} == {"TELECOMX", "ENABLEX", "VCONNCT", "VSEE", "HAVN_CARE"}
    starts = [row["startsAt"] for row in found if row["startsAt"] is not None]
    assert starts == sorted(starts)
    assert [row["title"] for row in found if row["vendor"] == "HAVN_CARE"][:3] == [
        "Walk with Havn",
        "Check of the heart",
        "Blood test",
    ]


def test_what_its_contract_does_not_know_is_told(client: Client) -> None:
    """The simulator sends a language and a door, which `payloads.py` does not have."""
    everything(client)
    rows = client.data("{ vendors { vendor drift { path kind } } }")["vendors"]
    [drift] = [row["drift"] for row in rows if row["vendor"] == "HAVN_CARE"]
    assert {each["kind"] for each in drift} == {"UNKNOWN_FIELD"}
    assert {each["path"].split(".")[-1] for each in drift} == {"language", "door"}


def test_its_meeting_is_found_by_either_id(client: Client) -> None:
    [row] = [row for row in everything(client) if row["title"] == "Check of the heart"]
    found = client.data(
        """query ($id: ID!, $vendorId: String!) {
          one: meeting(id: $id) { title devices { device { name location } } }
          other: meeting(by: { vendorId: { vendor: HAVN_CARE, id: $vendorId } }) { id }
          node(id: $id) { __typename }
        }""",
        id=row["id"],
        vendorId=row["vendorId"],
    )
    assert found == {
        "one": {"title": row["title"], "devices": [{"device": {"name": "Screen s1", "location": "A1"}}]},
        "other": {"id": row["id"]},
        "node": {"__typename": "Meeting"},
    }


def test_its_devices_are_listed_with_the_meeting_that_they_are_in(client: Client) -> None:
    found = client.data(DEVICES)["devices"]
    rows = {row["name"]: row["currentMeeting"] for row in found["nodes"] if row["vendor"] == "HAVN_CARE"}
    assert rows == {"Screen s1": {"title": "Walk with Havn"}, "Screen s2": None}
    assert found["unavailable"] == []


def test_a_meeting_is_scheduled_with_what_only_this_vendor_has(client: Client) -> None:
    written = schedule(client, "A new visit", in_hours(100), language="da", doorCode="4711")
    assert written["problems"] == []
    assert written["meeting"]["devices"] == [{"device": {"name": "Screen s2"}}]
    [row] = [row for row in everything(client) if row["title"] == "A new visit"]
    [sent] = client.at_the_vendor(f"/visits?ids={row['vendorId']}")["visits"]
    assert (sent["host"], sent["language"], sent["door"]) == ("h2", "da", "4711")


def test_a_meeting_is_changed_and_what_only_this_vendor_has_is_cleared(client: Client) -> None:
    made = schedule(client, "To be changed", in_hours(105), language="da", doorCode="4711")["meeting"]
    written = client.data(UPDATE, id=made["id"], own={"language": None})["updateMeeting"]
    assert written == {"meeting": {"title": "Changed"}, "problems": []}
    [row] = [row for row in everything(client) if row["title"] == "Changed"]
    [sent] = client.at_the_vendor(f"/visits?ids={row['vendorId']}")["visits"]
    assert (sent["language"], sent["door"]) == (None, "4711")


def test_its_part_is_refused_for_a_meeting_of_another_vendor(client: Client) -> None:
    other = next(row["id"] for row in everything(client) if row["vendor"] == "ENABLEX")
    written = client.data(UPDATE, id=other, own={"language": "da"})["updateMeeting"]
    assert written["meeting"] is None
    assert [each["path"] for each in written["problems"]] == [["input", "vendor", "havnCare"]]


def test_its_refusals_name_the_places_of_the_input(client: Client) -> None:
    schedule(client, "Twice", in_hours(110))
    written = schedule(client, "Twice", in_hours(120))
    assert written["meeting"] is None
    assert [(each["__typename"], each["path"]) for each in written["problems"]] == [
        ("Conflict", ["input", "title"])
    ]
    written = schedule(client, "", in_hours(130), hostId="")
    assert sorted(each["path"] for each in written["problems"]) == [
        ["input", "title"],
        ["input", "vendor", "havnCare", "hostId"],
    ]


def test_the_bounds_of_its_own_input_are_checked(client: Client) -> None:
    written = schedule(client, "Too long", in_hours(140), language="danish")
    assert [each["path"] for each in written["problems"]] == [["input", "vendor", "havnCare", "language"]]


def test_its_meetings_are_checked_for_conflicts(client: Client) -> None:
    at = in_hours(200)
    schedule(client, "Here first", at)
    found = client.data(
        CONFLICTS,
        input={"startsAt": at.isoformat(), "durationMinutes": 10, "devices": [screens(client)["Screen s2"]]},
    )["checkConflicts"]
    assert found["conflicts"] == [{"meeting": {"vendor": "HAVN_CARE", "title": "Here first"}}]
    assert found["unavailable"] == []


def test_a_command_is_followed_until_its_device_has_carried_it_out(client: Client) -> None:
    [row] = [row for row in everything(client) if row["title"] == "Walk with Havn"]
    sent = client.data(
        """mutation ($meeting: ID!, $devices: [ID!]!) { sendDeviceCommand(input: {
          meeting: $meeting, devices: $devices, type: CAMERA_ON, value: true
        }) { commands { id state compensation { type } } problems { message path } } }""",
        meeting=row["id"],
        devices=[screens(client)["Screen s1"]],
    )["sendDeviceCommand"]
    assert sent["problems"] == []
    [command] = sent["commands"]
    asked = "subscription ($id: ID!) { commandStatus(id: $id) { state } }"
    states = [event["commandStatus"]["state"] for event in client.events(asked, id=command["id"])]
    assert states[-1] == "EXECUTED"
    assert set(states) <= {"ACCEPTED", "SENT", "FETCHED", "EXECUTED"}
    listed = client.data(
        "query ($id: ID!) { meeting(id: $id) { commands { nodes { id state } } } }",
        id=row["id"],
    )
    assert command["id"] in json.dumps(listed)


def test_it_has_settings_and_is_named_by_the_console_command(root: Path) -> None:
    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "graph.serving.process.cli", *arguments]
        return subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    settings = said("settings")
    assert "`MEETGRAPH_HAVN_CARE__KEY`" in settings
    assert "TELECOMX, ENABLEX, VCONNCT, VSEE or HAVN_CARE" in settings
    assert "VSee and Havn Care" in " ".join(said("--help").split())


@pytest.mark.slow
def test_the_rules_that_hold_for_every_vendor_are_tried_on_it(root: Path) -> None:
    """The suite's own tests about the registry need no line for it either."""
    for name in ("tests", "docs", "bench", "examples"):
        # With what was compiled: rewriting the assertions of the whole suite takes seconds.
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(HERE / "havn_care_contract", root / "tests" / "vendors" / "havn_care")
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "requirements.lock", "Makefile"):
        shutil.copy(ROOT / name, root / name)
    environment = os.environ | {"PYTHONPATH": str(root)}
    subprocess.run(
        [sys.executable, "-m", "graph.serving.process.cli", "schema"], cwd=root, env=environment, check=True
    )
    tried = [
        sys.executable,
        *("-m", "pytest", "-p", "no:cacheprovider", "-m", "not faults"),
        *("-k", "havn or registry or arrow or named"),
        "tests/test_architecture.py",
        *(f"tests/graph/schema/test_{name}.py" for name in ("inputs", "vendor_names")),
        "tests/vendors/contract",
    ]
    done = subprocess.run(tried, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > len(Capability), "each of its capabilities is looked at"

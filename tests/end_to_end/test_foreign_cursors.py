"""To a tenant, a cursor of another tenant, or one that was tampered with, shows nothing but its own rows."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.support.clinics import Clinic
from tests.support.foreign_ids import a_command

# By the list: a query with the variable `$after`, and the way to its connection.
LISTS: Mapping[str, str] = {
    name: f"query ($after: String) {{ {name}(first: 3{more}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"
    for name, more in {
        "meetings": ", after: $after",
        "rooms": ", after: $after",
        "devices": ", after: $after",
        "commands": ", after: $after, states: [SENT]",
        "auditLog": ", after: $after",
    }.items()
}
# What is each answer's own.
_OF_ITS_OWN = ("requestId", "available", "ms")


async def page(clinic: Clinic, name: str, after: str | None) -> Any:
    answer = await clinic.ask(LISTS[name], after=after)
    codes = [each["extensions"]["code"] for each in answer.get("errors", ())]
    assert set(codes) <= {"BAD_USER_INPUT"}, answer
    return (answer.get("data") or {}).get(name)


async def everything(clinic: Clinic, name: str) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        rows = await page(clinic, name, after)
        found += [row["id"] for row in rows["nodes"]]
        after = rows["pageInfo"]["endCursor"]
        if not rows["nodes"] or after is None:
            return found


def tampered(cursor: str) -> Iterator[str]:
    """Cursors that are cut, lengthened, or say something else."""
    yield from ("", "x", cursor[:-1], cursor[:10], cursor + "AAAA", cursor.swapcase(), cursor * 400)
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for at in range(0, len(text), max(1, len(text) // 24)):
        changed = bytes([*text[:at], text[at] ^ 1, *text[at + 1 :]])
        yield base64.urlsafe_b64encode(changed).decode().rstrip("=")
    for changed_text in (b"[]", b"{}", b"null", b"[" * 5_000, json.dumps([1, "", {}]).encode(), b"\xff\xfe"):
        yield base64.urlsafe_b64encode(changed_text).decode().rstrip("=")


@pytest.mark.parametrize("name", ["meetings", "rooms", "devices", "auditLog"])
async def test_a_foreign_or_tampered_cursor_shows_own_rows_alone(
    clinics: tuple[Clinic, Clinic], name: str
) -> None:
    north, south = clinics
    await a_command(north)
    await a_command(south)
    own = set(await everything(south, name)) if name != "auditLog" else None
    theirs = (await page(north, name, None))["pageInfo"]["endCursor"]
    assert theirs is not None
    for cursor in (theirs, *tampered(theirs)):
        rows = await page(south, name, cursor)
        if rows is not None and own is not None:
            assert {row["id"] for row in rows["nodes"]} <= own, cursor
    if own is None:
        of_north = set(await everything(north, name))
        for cursor in (theirs, *tampered(theirs)):
            rows = await page(south, name, cursor)
            assert rows is None or not {row["id"] for row in rows["nodes"]} & of_north


async def test_a_cursor_that_names_a_row_of_another_tenant_is_as_one_that_names_a_row_of_nobody(
    clinics: tuple[Clinic, Clinic],
) -> None:
    """Code, words, rows, calls and cost are the same, whatever row a cursor says was the last."""
    north, south = clinics
    theirs = (await page(north, "meetings", None))["pageInfo"]["endCursor"]
    text = base64.urlsafe_b64decode(theirs + "=" * (-len(theirs) % 4)).decode()
    version, filter_hash, positions = json.loads(text)
    moved = {account: row for account, row in positions.items() if row[2] is not None}
    assert moved
    for row in moved.values():
        row[2] = row[2][:-2] + "7z"
    nobodys = base64.urlsafe_b64encode(json.dumps([version, filter_hash, positions]).encode()).decode()
    shown = []
    for cursor in (theirs, nobodys.rstrip("=")):
        await south.ask(LISTS["meetings"], after=cursor)
        answer = await south.ask(LISTS["meetings"], after=cursor)
        shown.append(without_own(answer))
    rows = [each["data"]["meetings"].pop("nodes") for each in shown]
    assert rows[0] == rows[1]
    for each in shown:
        each["data"]["meetings"].pop("pageInfo")
    assert shown[0] == shown[1]


def without_own(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: without_own(value) for name, value in part.items() if name not in _OF_ITS_OWN}
    return [without_own(each) for each in part] if isinstance(part, list) else part

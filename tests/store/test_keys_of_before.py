"""A key that the version before accepted, whose inputs were written with all that was not asked for, still counts."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bson import json_util

from models.canonical import canonical, canonical_before
from models.documents.idempotency import Idempotency
from models.drafts import MeetingFields
from models.idempotency_key import KEPT, KeyedWrite
from store import idempotency
from store.idempotency import AlreadyClaimed
from store.store import Store
from tests.support.anonymous import ANONYMOUS
from tests.support.drafts import DRAFTS
from tests.support.stores import Clock

# As its own code has stored them: of each draft one key, with the draft's number as the answer.
_STORED = Path(__file__).with_name("keys_with_unset_fields.json")

EACH = pytest.mark.parametrize("number", range(len(DRAFTS)))


def a_write(number: int, draft: Any = None) -> KeyedWrite:
    mutation, asked = DRAFTS[number]
    draft = asked if draft is None else draft
    return KeyedWrite(
        caller=ANONYMOUS.caller,
        mutation=mutation,
        key=f"a-key-of-before-{number:02}",
        input=canonical(draft),
        input_before=canonical_before(draft),
    )


@pytest.fixture
async def of_before(store: Store, clock: Clock) -> None:
    """What that version has stored a moment ago."""
    rows = json_util.loads(_STORED.read_text("utf-8"))["idempotency"]
    moment = {"claimed_at": clock(), "expires_at": clock() + KEPT}
    await Idempotency.raw().insert_many([{**row, **moment} for row in rows])


@EACH
async def test_the_same_input_gets_the_same_answer(store: Store, of_before: None, number: int) -> None:
    answer = await idempotency.claim(store, a_write(number))
    assert isinstance(answer, AlreadyClaimed)
    assert (answer.same_input, answer.result) == (True, {"key": f"answer-{number}"})


async def test_another_input_is_told_apart(store: Store, of_before: None) -> None:
    for number, (_, draft) in enumerate(DRAFTS):
        if not isinstance(draft, MeetingFields):
            continue
        for changed in (replace(draft, welcome_text=""), replace(draft, sends_mail=True)):
            answer = await idempotency.claim(store, a_write(number, changed))
            assert isinstance(answer, AlreadyClaimed)
            assert (answer.same_input, answer.result) == (False, None)


@EACH
async def test_a_gateway_of_before_knows_the_input_of_a_key_of_this_version(
    store: Store, number: int
) -> None:
    await idempotency.claim(store, a_write(number))
    [stored] = await Idempotency.raw().find().to_list()
    assert any(
        store.vault.matches(as_before(DRAFTS[number][1]), one, purpose="input")
        for one in stored["fingerprints"]
    )


def as_before(draft: Any) -> Any:
    """The input as that version wrote it."""

    def told(value: Any) -> Any:
        match value:
            case {"kind": kind, "account": [_, vendor, name], "parts": parts}:
                return {"kind": kind, "vendor": f"{vendor}/{name}" if name else vendor, "parts": parts}
            case dict():
                # That version knew one account of a vendor.
                return {name: told(part) for name, part in value.items() if name != "account" or part}
            case list() | tuple():
                return [told(part) for part in value]
            case _:
                return value

    return told(msgspec.to_builtins(draft, str_keys=True))

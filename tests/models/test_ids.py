"""A global id is read as it was written, and nothing else is read at all."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.account import DEFAULT_TENANT
from models.errors import BadInput
from models.ids import Key, Kind, decode, decode_as, encoded_each
from models.vendor import Vendor
from tests.support.accounts import a_key

KEY = a_key(Kind.MEETING, Vendor.VSEE, ("m1",))

parts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
keys = st.builds(
    a_key, st.sampled_from(Kind), st.sampled_from(Vendor), st.lists(parts, min_size=3, max_size=4).map(tuple)
)

plain_keys = st.builds(
    a_key,
    st.sampled_from(Kind),
    st.sampled_from(Vendor),
    st.lists(st.text("abc:~%-", min_size=1), min_size=1, max_size=3).map(tuple),
)


def written(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@given(keys)
def test_an_id_is_read_as_it_was_written(key: Key) -> None:
    assert decode(key.encoded(), DEFAULT_TENANT) == key


@given(st.lists(keys | plain_keys))
def test_ids_written_together_are_those_written_alone(several: list[Key]) -> None:
    assert encoded_each(several) == [key.encoded() for key in several]


@given(keys)
def test_an_id_needs_no_escaping_in_an_address(key: Key) -> None:
    assert set(key.encoded()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(keys, keys)
def test_different_keys_have_different_ids(one: Key, other: Key) -> None:
    assert (one == other) == (one.encoded() == other.encoded())


def test_an_id_is_what_it_has_always_been() -> None:
    # Clients store ids: the way they are written must never change.
    assert KEY.encoded() == "MTpNZWV0aW5nOlZTRUU6bTE"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1:Meeting",
        "1:Meeting:VSEE",
        "1:Meeting:VSEE:",
        "1:Session:VSEE::s1",
        "1:Session:VSEE:m1:",
        "2:Meeting:VSEE:m1",
        ":Meeting:VSEE:m1",
        "1:Visit:VSEE:m1",
        "1:MEETING:VSEE:m1",
        "1:Meeting:ZOOM:m1",
        "1:Meeting:vsee:m1",
        "1:Meeting:VSEE:m 1",
        "1:Meeting:VSEE:%6d1",
        "1:Meeting:VSEE:%",
        "1:Meeting:VSEE:%ED%A0%80",
        "1:Meeting:VSEE:%ff",
        "1:Meeting:VSEE:é",
        "1:Meeting:VSEE:m\0",
        "Meeting:m1",
    ],
)
def test_a_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="malformed"):
        decode(written(text), DEFAULT_TENANT)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (Kind.PROVIDER, ("v1",)),
        (Kind.MEETING_DEVICE, ("d1",)),
        (Kind.COMMAND, ("d1", "c1")),
        (Kind.POLL, ("r1", "p1")),
    ],
)
def test_an_id_without_what_it_belongs_to_is_refused(kind: Kind, parts: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="malformed"):
        decode(a_key(kind, Vendor.VSEE, parts).encoded(), DEFAULT_TENANT)


@pytest.mark.parametrize(
    "text",
    [
        KEY.encoded() + "=",
        KEY.encoded() + "A",
        KEY.encoded() + "\n",
        " " + KEY.encoded(),
        KEY.encoded()[:-1],
        # The last letter's unused bits differ, so the same bytes would be read.
        KEY.encoded()[:-1] + "F",
        KEY.encoded().swapcase(),
        KEY.encoded()[:4] + "\0" + KEY.encoded()[4:],
        "é",
        "\ud800",
        "+/+/",
        "====",
        "A" * 4097,
        "A" * 1_000_000,
        written("1:Meeting:VSEE:" + "m" * 1000),
        written("1:Meeting:VSEE:" + "m" * 257),
    ],
    ids=range(16),
)
def test_a_text_in_another_alphabet_or_spelling_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="malformed"):
        decode(text, DEFAULT_TENANT)


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_does_more_harm_than_being_refused(text: str) -> None:
    with pytest.raises(BadInput):
        decode(text, DEFAULT_TENANT)


@given(st.text(":%abc019ÿ\0", max_size=12))
def test_no_parts_do_more_harm_than_being_refused(tail: str) -> None:
    text = written("1:Meeting:VSEE:" + tail)
    with suppress(BadInput):
        assert decode(text, DEFAULT_TENANT).encoded() == text


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(BadInput) as refused:
        decode("s3cret", DEFAULT_TENANT)
    assert "s3cret" not in str(refused.value)


def test_an_id_of_the_kind_that_is_needed_is_read() -> None:
    assert decode_as(KEY.encoded(), Kind.MEETING, DEFAULT_TENANT) == KEY


def test_an_id_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="names a Meeting; a Room is needed"):
        decode_as(KEY.encoded(), Kind.ROOM, DEFAULT_TENANT)

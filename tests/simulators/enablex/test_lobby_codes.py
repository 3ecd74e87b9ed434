"""Every code that a lobby can be refused with, and which of several comes first."""

from typing import Any

import httpx
import pytest

LOBBY = "/meetings/mtg-0008/lobby"
FILM = "https://media.harbour-clinic.example/film.mp4"
SOUND = [{"url": "https://media.harbour-clinic.example/waves.mp3"}]
WORDS = [{"text": "Please wait here"}]

REFUSED = [
    ({"options": {"message": True}}, 2402),
    ({"options": {"message": True}, "message": []}, 2402),
    ({"options": {"image": True}}, 2403),
    ({"options": {"audio": True}}, 2404),
    ({"options": {"message": True, "audio": True}, "message": WORDS}, 2404),
    ({"options": {"audio": True}, "audio": "waves.mp3"}, 2404),
    ({"options": {"video": True}}, 2405),
    ({"options": {"image": True}, "image": "garden.png"}, 2412),
    ({"options": {"video": True}, "video": {"url": FILM}}, 2421),
    ({"options": {"message": True}, "message": [{"text": ""}]}, 2422),
    ({"options": {"message": True}, "message": ["Please wait here"]}, 2422),
    ({"options": {"message": True}, "message": [*WORDS, {}]}, 2422),
    ({}, 2423),
    ({"message": WORDS}, 2423),
    ({"options": {"message": False}, "message": WORDS}, 2423),
    ({"options": {"message": "maybe"}, "message": WORDS}, 2423),
    ({"options": "message", "message": WORDS}, 2423),
    ({"options": {"message": True, "video": True}, "message": WORDS, "video": [{"url": FILM}]}, 2423),
    ({"options": {"audio": True, "video": True}, "audio": SOUND, "video": [{"url": FILM}]}, 2423),
    ({"options": {"message": True}, "message": [{"text": "Wait"}]}, 2432),
    ({"options": {"message": True}, "message": [{"text": "x" * 101}]}, 2433),
    ({"options": {"image": True}, "image": [{"url": FILM, "caption": 7}]}, 2435),
    ({"options": {"video": True}, "video": [{"url": 7}]}, 2438),
    ({"options": {"video": True}, "video": [{}]}, 2438),
    ({"options": {"video": True}, "video": [{"url": "film.mp4"}]}, 2453),
    ({"options": {"video": True}, "video": [{"url": "ftp://media.example/film.mp4"}]}, 2453),
    ({"options": {"video": True}, "video": [{"url": "https://[::1/film.mp4"}]}, 2453),
    ({"options": {"image": True}, "image": [{"url": "https://two words.example/x.png"}]}, 2453),
    ({"options": {"image": True}, "image": [{"caption": "No picture"}]}, 2453),
    ({"options": {"audio": True}, "audio": [{"url": ""}]}, 2453),
    ({"options": {"message": True}, "image": "x", "video": "x"}, 2402),
    ({"options": {"message": True}, "message": [{}], "image": "x", "video": "x"}, 2412),
    ({"options": {"message": True}, "message": [{}], "video": "x"}, 2421),
]


@pytest.mark.parametrize(("body", "code"), REFUSED)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_lobby_is_refused_with_the_first_code(
    vendor: httpx.AsyncClient, method: str, body: dict[str, Any], code: int
) -> None:
    response = await vendor.request(method, LOBBY, json=body)
    assert (response.status_code, response.json()["result"]) == (406, code)


@pytest.mark.parametrize("text", ["12345", "x" * 100])
async def test_messages_have_five_to_a_hundred_characters(vendor: httpx.AsyncClient, text: str) -> None:
    body = {"options": {"message": True}, "message": [{"text": text}]}
    assert (await vendor.post(LOBBY, json=body)).status_code == 200


async def test_a_refused_lobby_leaves_the_old_one(vendor: httpx.AsyncClient) -> None:
    before = (await vendor.get(LOBBY)).json()
    await vendor.post(LOBBY, json={})
    assert (await vendor.get(LOBBY)).json() == before


async def test_a_sound_must_be_an_mp3(vendor: httpx.AsyncClient) -> None:
    files: dict[str, Any] = {
        "options[audio]": (None, "true"),
        "audio[0][audio_file]": ("waves.wav", b"RIFF", "audio/wav"),
    }
    assert (await vendor.post(LOBBY, files=files)).json()["result"] == 2404


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/x-www-form-urlencoded", b"options[message]=true"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nno headers"),
        ("application/json", b"{"),
    ],
)
async def test_a_body_in_no_known_form_is_1002_or_empty(
    vendor: httpx.AsyncClient, content_type: str, content: bytes
) -> None:
    response = await vendor.post(LOBBY, content=content, headers={"Content-Type": content_type})
    assert response.status_code == 406
    assert response.json()["result"] in (1002, 2423)


@pytest.mark.parametrize("name", ["", "[]", "message", "message[x]", "message[0][text][0]", "[[[", "]]"])
async def test_strange_names_of_parts_are_refused_and_break_nothing(
    vendor: httpx.AsyncClient, name: str
) -> None:
    files = {"options[message]": (None, "true"), name or "x": (None, "Please wait here")}
    assert (await vendor.post(LOBBY, files=files)).status_code == 406

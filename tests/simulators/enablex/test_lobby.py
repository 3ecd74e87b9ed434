"""Lobbies from adding to deleting, in every form of body (E10 to E13)."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

LOBBY = "/meetings/mtg-0011/lobby"
MESSAGES = {"options": {"message": True}, "message": [{"text": "Please wait here"}]}
BRIEF = {
    "meeting_id": "mtg-0011",
    "room_id": "room-0011",
    "user_id": "10005",
    "room_name": "First consultation: Nadia Farouk",
    "app_type": "vc",
}


def parts(**fields: Any) -> dict[str, Any]:
    """Multipart fields as a client sends them: text without a file name."""
    return {name: (None, value) if isinstance(value, str) else value for name, value in fields.items()}


async def lobby(vendor: httpx.AsyncClient, path: str = LOBBY) -> dict[str, Any]:
    found: dict[str, Any] = (await vendor.get(path)).json()["lobby"]
    return found


async def test_an_added_lobby_is_answered_with_its_meeting(vendor: httpx.AsyncClient) -> None:
    response = await vendor.post(LOBBY, json=MESSAGES)
    assert response.status_code == 200
    assert response.json() == {
        "result": 1,
        "meeting": BRIEF,
        "lobby": {
            "options": {"messages": True, "images": False, "audio": False, "video": False},
            "message": [{"text": "Please wait here"}],
            "image": [],
            "video": [],
            "audio": [],
        },
    }


async def test_reading_answers_what_adding_did(vendor: httpx.AsyncClient) -> None:
    added = (await vendor.post(LOBBY, json=MESSAGES)).json()
    assert (await vendor.get(LOBBY)).json() == added


async def test_multipart_with_bracket_names_is_read(vendor: httpx.AsyncClient) -> None:
    fields = {
        "options[message]": "true",
        "options[audio]": "1",
        "message[0][text]": "Please wait here",
        "message[1][text]": "It will not be long",
        "audio[0][url]": "https://media.harbour-clinic.example/waves.mp3",
    }
    assert (await vendor.post(LOBBY, files=parts(**fields))).status_code == 200
    read = await lobby(vendor)
    assert read["message"] == [{"text": "Please wait here"}, {"text": "It will not be long"}]
    assert read["audio"] == [{"url": "https://media.harbour-clinic.example/waves.mp3", "embed": ""}]


async def test_multipart_parts_may_hold_json(vendor: httpx.AsyncClient) -> None:
    fields = {"options": '{"message": true}', "message": '[{"text": "Please wait here"}]'}
    await vendor.post(LOBBY, files=parts(**fields))
    assert (await lobby(vendor))["message"] == [{"text": "Please wait here"}]


async def test_brackets_add_to_a_part_of_json(vendor: httpx.AsyncClient) -> None:
    fields = {
        "options": '{"image": true}',
        "image": '[{"caption": "The garden"}]',
        "image[0][img_file]": ("garden.png", b"png", "image/png"),
    }
    await vendor.post(LOBBY, files=parts(**fields))
    assert (await lobby(vendor))["image"][0]["caption"] == "The garden"


@pytest.mark.parametrize(
    "name", ["options .messages", "options.messages", "options[messages]", "options [message]"]
)
async def test_options_are_understood_in_every_spelling(vendor: httpx.AsyncClient, name: str) -> None:
    await vendor.post(LOBBY, files=parts(**{name: "true", "message[][text]": "Please wait here"}))
    assert (await lobby(vendor))["options"]["messages"] is True


async def test_the_plural_is_understood_for_the_lists(vendor: httpx.AsyncClient) -> None:
    await vendor.post(LOBBY, json={"options": {"messages": True}, "messages": [{"text": "Please wait here"}]})
    assert (await lobby(vendor))["message"] == [{"text": "Please wait here"}]


async def test_an_uploaded_picture_is_served_under_the_vendors_host(vendor: httpx.AsyncClient) -> None:
    fields = {
        "options[image]": "true",
        "image[0][img_file]": ("the garden.png", b"\x89PNG", "image/png"),
        "image[0][caption]": "The garden",
    }
    await vendor.post(LOBBY, files=parts(**fields))
    [image] = (await lobby(vendor))["image"]
    assert image == {"url": "http://vendor/uploads/1-the%20garden.png", "caption": "The garden"}
    picture = await vendor.get(image["url"])
    assert (picture.content, picture.headers["content-type"]) == (b"\x89PNG", "image/png")


async def test_an_uploaded_sound_is_served_under_the_vendors_host(vendor: httpx.AsyncClient) -> None:
    fields = {"options[audio]": "true", "audio[0][audio_file]": ("waves.mp3", b"ID3", "audio/mpeg")}
    await vendor.post(LOBBY, files=parts(**fields))
    assert (await lobby(vendor))["audio"] == [{"url": "http://vendor/uploads/1-waves.mp3", "embed": ""}]


async def test_an_upload_that_never_was_is_unknown(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.get("http://vendor/uploads/9-none.png")).status_code == 404


async def test_a_film_is_answered_with_its_embedding(vendor: httpx.AsyncClient) -> None:
    url = "https://media.harbour-clinic.example/film.mp4"
    await vendor.post(LOBBY, json={"options": {"video": True}, "video": [{"url": url}]})
    assert (await lobby(vendor))["video"] == [{"url": url, "embed": f'<video src="{url}" controls></video>'}]


async def test_only_the_first_film_is_taken(vendor: httpx.AsyncClient) -> None:
    films = [{"url": f"https://media.harbour-clinic.example/{number}.mp4"} for number in (1, 2)]
    await vendor.post(LOBBY, json={"options": {"video": True}, "video": films})
    assert [film["url"] for film in (await lobby(vendor))["video"]] == [films[0]["url"]]


async def test_what_is_not_chosen_is_not_kept(vendor: httpx.AsyncClient) -> None:
    films = [{"url": "https://media.harbour-clinic.example/film.mp4"}]
    await vendor.post(LOBBY, json={**MESSAGES, "video": films})
    assert (await lobby(vendor))["video"] == []


async def test_adding_over_a_lobby_replaces_it(vendor: httpx.AsyncClient) -> None:
    await vendor.post("/meetings/mtg-0009/lobby", json=MESSAGES)
    read = await lobby(vendor, "/meetings/mtg-0009/lobby")
    assert (read["options"]["messages"], read["video"]) == (True, [])


@pytest.mark.parametrize("form", ["json", "multipart"])
async def test_editing_sets_the_lobby_anew(vendor: httpx.AsyncClient, form: str) -> None:
    fields = {"options[message]": "true", "message[0][text]": "Please wait here"}
    body = {"json": MESSAGES} if form == "json" else {"files": parts(**fields)}
    response = await vendor.patch("/meetings/mtg-0008/lobby", **body)
    assert response.json()["lobby"] == await lobby(vendor, "/meetings/mtg-0008/lobby")
    assert response.json()["lobby"]["message"] == [{"text": "Please wait here"}]
    assert response.json()["lobby"]["image"] == []


async def test_a_multipart_edit_may_be_lost(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"patch_multipart_ignored": True})
    before = await lobby(vendor, "/meetings/mtg-0008/lobby")
    fields = {"options[message]": "true", "message[0][text]": "Please wait here"}
    assert (await vendor.patch("/meetings/mtg-0008/lobby", files=parts(**fields))).status_code == 200
    assert await lobby(vendor, "/meetings/mtg-0008/lobby") == before


async def test_deleting_tells_so_under_desc(vendor: httpx.AsyncClient) -> None:
    await vendor.post(LOBBY, json=MESSAGES)
    assert (await vendor.delete(LOBBY)).json() == {"result": 1, "desc": "Lobby is deleted", "meeting": BRIEF}


async def test_a_deleted_lobby_is_gone(vendor: httpx.AsyncClient) -> None:
    await vendor.delete("/meetings/mtg-0007/lobby")
    assert (await vendor.get("/meetings/mtg-0007/lobby")).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_without_a_lobby_there_is_nothing_to_act_on(vendor: httpx.AsyncClient, method: str) -> None:
    response = await vendor.request(method, LOBBY, json=MESSAGES)
    assert (response.status_code, response.json()["result"]) == (404, 404)


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
async def test_an_unknown_meeting_has_no_lobby(vendor: httpx.AsyncClient, method: str) -> None:
    assert (await vendor.request(method, "/meetings/none/lobby", json=MESSAGES)).status_code == 404


async def test_the_options_may_have_a_blank_in_their_name(
    vendor: httpx.AsyncClient, simulator: EnableX
) -> None:
    simulator.set_switches({"lobby_spaced_keys": True})
    read = await lobby(vendor, "/meetings/mtg-0007/lobby")
    assert "options" not in read
    assert read["options "]["messages"] is True

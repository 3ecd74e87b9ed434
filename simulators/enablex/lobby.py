"""Lobbies of meetings (E10 to E13): what people see and hear while they wait."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from simulators.enablex import views
from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Lobby, Meeting, Upload

# The request says it in the singular, the answer in the plural; both are understood.
KINDS = {"message": "messages", "image": "images", "audio": "audio", "video": "video"}
MISSING = {"message": 2402, "image": 2403, "audio": 2404, "video": 2405}
TRUE, FALSE = (True, 1, "true", "1"), (False, 0, "false", "0", "", None)


def read(call: Call) -> Answer:
    meeting = _meeting(call)
    return _answer(call, meeting, _lobby(meeting))


def add(call: Call) -> Answer:
    """POST; over a lobby that is there already it replaces, which the vendor does not say."""
    meeting = _meeting(call)
    meeting.lobby = _checked(call)
    return _answer(call, meeting, meeting.lobby)


def edit(call: Call) -> Answer:
    """PATCH: the whole lobby anew, as the options are required here too."""
    meeting = _meeting(call)
    there = _lobby(meeting)
    multipart = call.headers.get("content-type", "").startswith("multipart/")
    if multipart and call.switches["patch_multipart_ignored"]:
        # PHP fills its form variables on POST only, so that a multipart PATCH may arrive empty.
        return _answer(call, meeting, there)
    meeting.lobby = _checked(call)
    return _answer(call, meeting, meeting.lobby)


def delete(call: Call) -> Answer:
    meeting = _meeting(call)
    _lobby(meeting)
    meeting.lobby = None
    # The text is under `desc` here and nowhere else.
    return {"desc": "Lobby is deleted", "meeting": views.brief(meeting)}


def _meeting(call: Call) -> Meeting:
    return call.state.meeting(call.path["meeting_id"], call.caller, call.app_type)


def _lobby(meeting: Meeting) -> Lobby:
    if meeting.lobby is None:
        raise Refusal(404)
    return meeting.lobby


def _answer(call: Call, meeting: Meeting, lobby: Lobby) -> Answer:
    return {"meeting": views.brief(meeting), "lobby": views.lobby(lobby, call.switches)}


def _checked(call: Call) -> Lobby:
    """The lobby of the request; the first failure in the order of the vendor's table is refused."""
    given = {kind: call.fields.get(kind, call.fields.get(plural)) for kind, plural in KINDS.items()}
    chosen = _options(call.fields)
    for kind, code in MISSING.items():
        if kind in chosen and not given[kind]:
            raise Refusal(code)
    for kind, code in (("image", 2412), ("video", 2421)):
        if given[kind] is not None and not isinstance(given[kind], list):
            raise Refusal(code)
    messages = _entries(given["message"], 2422) if "message" in chosen else []
    if not all(isinstance(entry.get("text"), str) and entry["text"] for entry in messages):
        raise Refusal(2422)
    # One main kind; sound may go along with messages or pictures. Combinations beyond that have no code.
    main = chosen - {"audio"}
    if not chosen or len(main) > 1 or chosen == {"audio", "video"}:
        raise Refusal(2423)
    for entry in messages:
        _message_length(entry["text"])
    images = _entries(given["image"], 2453) if "image" in chosen else []
    if any(not isinstance(entry.get("caption", ""), str) for entry in images):
        raise Refusal(2435)
    # Of sound and film the vendor takes a single entry: what follows the first is dropped.
    videos = _entries(given["video"], 2438)[:1] if "video" in chosen else []
    if any(not isinstance(entry.get("url"), str) for entry in videos):
        raise Refusal(2438)
    sounds = _entries(given["audio"], 2404)[:1] if "audio" in chosen else []
    image_urls = [_address(call, entry, "img_file") for entry in images]
    sound_urls = [_address(call, entry, "audio_file") for entry in sounds]
    video_urls = [_address(call, entry, None) for entry in videos]
    return Lobby(
        options={plural: kind in chosen for kind, plural in KINDS.items()},
        message=[{"text": entry["text"]} for entry in messages],
        image=[
            {"url": url, "caption": entry.get("caption", "")}
            for url, entry in zip(image_urls, images, strict=True)
        ],
        video=[{"url": url, "embed": f'<video src="{url}" controls></video>'} for url in video_urls],
        audio=[{"url": url, "embed": ""} for url in sound_urls],
    )


def _options(fields: Mapping[str, Any]) -> set[str]:
    options = fields.get("options")
    if not isinstance(options, dict):
        return set()
    plain = {name.strip(): value for name, value in options.items()}
    chosen = set()
    for kind, plural in KINDS.items():
        value = plain.get(kind, plain.get(plural))
        if value in TRUE:
            chosen.add(kind)
        elif value not in FALSE:
            raise Refusal(2423)
    return chosen


def _entries(value: Any, code: int) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Refusal(code)
    return value


def _message_length(text: str) -> None:
    if len(text) < 5:
        raise Refusal(2432)
    if len(text) > 100:
        raise Refusal(2433)


def _address(call: Call, entry: Mapping[str, Any], file_key: str | None) -> str:
    """The entry's url, or that under which its uploaded file is served from now on."""
    upload = entry.get(file_key) if file_key else None
    if isinstance(upload, Upload):
        if file_key == "audio_file" and not upload.name.lower().endswith(".mp3"):
            raise Refusal(2404)
        name = f"{call.state.next('file')}-{upload.name.rsplit('/', 1)[-1]}"
        call.state.uploads[name] = upload
        return f"{call.base_url}/uploads/{quote(name)}"
    url = entry.get("url")
    if not isinstance(url, str) or not _is_address(url):
        raise Refusal(2453)
    return url


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in text)

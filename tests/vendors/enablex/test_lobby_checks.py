"""What is wrong with drafts of lobbies: all of it at once, with EnableX' code for the same."""

from typing import Any

import pytest

from models.drafts import LobbyDraft, MediaDraft
from models.problem import NotSupported
from tests.support.enablex import meeting_key
from vendors.enablex import lobby_checks

URL = "https://media.example/a.jpg"
FILM = "https://media.example/a.mp4"
IMAGE = MediaDraft(url=URL)
WORDS = ("Please wait",)


def told(**parts: Any) -> list[Any]:
    draft = LobbyDraft(meeting=meeting_key("m-1"), **parts)
    return [
        (problem.path, problem.code.value, getattr(problem, "vendor_code", None))
        for problem in lobby_checks.lobby(draft)
        if problem is not None
    ]


@pytest.mark.parametrize(
    "parts",
    [
        {"messages": WORDS},
        {"messages": ("12345", "x" * 100, "🙂" * 100)},
        {"messages": WORDS, "audio": MediaDraft(url=URL)},
        {"images": (IMAGE, MediaDraft(url=URL, caption=""))},
        {"images": (MediaDraft(content=b"x"),), "audio": MediaDraft(content=b"x")},
        {"images": (MediaDraft(content=b"x", filename="a.webp", content_type="image/webp", caption="A"),)},
        {"audio": MediaDraft(url=URL)},
        {"audio": MediaDraft(content=b"x", content_type="audio/mpeg")},
        {"audio": MediaDraft(content=b"x", filename="A.MP3", content_type="application/octet-stream")},
        {"video_url": "http://user@media.example:8080/A.MP4?signed=1#t"},
    ],
)
def test_what_enablex_takes_has_no_problem(parts: dict[str, Any]) -> None:
    assert told(**parts) == []


WRONG: list[tuple[dict[str, Any], Any, str, str | None]] = [
    ({}, None, "REQUIRED", "2423"),
    ({"messages": WORDS, "images": (IMAGE,)}, ("images",), "INVALID", "2423"),
    ({"messages": WORDS, "video_url": FILM}, ("video_url",), "INVALID", "2423"),
    ({"audio": MediaDraft(url=URL), "video_url": FILM}, ("audio",), "INVALID", "2423"),
    ({"messages": ("",)}, ("messages", "0"), "REQUIRED", "2422"),
    ({"messages": (*WORDS, "   ")}, ("messages", "1"), "REQUIRED", "2422"),
    ({"messages": (" 1234 ",)}, ("messages", "0"), "TOO_SHORT", "2432"),
    ({"messages": ("x" * 101,)}, ("messages", "0"), "TOO_LONG", "2433"),
    ({"images": (MediaDraft(),)}, ("images", "0"), "REQUIRED", "2453"),
    ({"images": (MediaDraft(caption="A"),)}, ("images", "0"), "REQUIRED", "2453"),
    ({"images": (MediaDraft(content=b""),)}, ("images", "0"), "REQUIRED", "2453"),
    ({"images": (IMAGE, MediaDraft(url=""))}, ("images", "1"), "REQUIRED", "2453"),
    ({"images": (MediaDraft(url=URL, content=b"x"),)}, ("images", "0"), "INVALID", None),
    (
        {"images": (MediaDraft(url=URL, filename="a.png"),)},
        ("images", "0", "filename"),
        "NOT_SUPPORTED",
        None,
    ),
    ({"audio": MediaDraft()}, ("audio",), "REQUIRED", "2404"),
    ({"audio": MediaDraft(url=URL, caption="A")}, ("audio", "caption"), "NOT_SUPPORTED", None),
    ({"audio": MediaDraft(content=b"x", filename="a.wav")}, ("audio", "filename"), "INVALID", "2404"),
    (
        {"audio": MediaDraft(content=b"x", content_type="audio/wav")},
        ("audio", "content_type"),
        "INVALID",
        "2404",
    ),
    ({"video_url": ""}, ("video_url",), "REQUIRED", "2405"),
    ({"video_url": "https://media.example/a.webm"}, ("video_url",), "INVALID", None),
]


@pytest.mark.parametrize(("parts", "path", "code", "vendor_code"), WRONG)
def test_what_enablex_would_refuse_has_its_problem(
    parts: dict[str, Any], path: Any, code: str, vendor_code: str | None
) -> None:
    assert told(**parts) == [(path, code, vendor_code)]


@pytest.mark.parametrize(
    "url",
    [
        "a.mp4",
        "//media.example/a.mp4",
        "ftp://media.example/a.mp4",
        "javascript:alert(1)//a.mp4",
        "https:///a.mp4",
        "https://[::1/a.mp4",
        "https://two words.example/a.mp4",
        "https://media.example/a\n.mp4",
        "https://media.example/a\u202e.mp4",
        " https://media.example/a.mp4",
    ],
)
def test_what_is_no_address_is_invalid_everywhere(url: str) -> None:
    media = MediaDraft(url=url)
    assert told(video_url=url) == [(("video_url",), "INVALID", "2453")]
    assert told(images=(IMAGE, media)) == [(("images", "1", "url"), "INVALID", "2453")]
    assert told(audio=media) == [(("audio", "url"), "INVALID", "2453")]


@pytest.mark.parametrize("media_type", ["png", "image/png\r\nX-A: b", "image/pñg", "image/png; a=b", "a/b/c"])
def test_a_media_type_is_two_words(media_type: str) -> None:
    image = MediaDraft(content=b"x", filename="a.png", content_type=media_type)
    assert told(images=(image,)) == [(("images", "0", "content_type"), "INVALID", None)]


def test_all_problems_come_at_once() -> None:
    parts = {
        "messages": ("Hi",),
        "images": (MediaDraft(url="x"),),
        "audio": MediaDraft(content=b"x", filename="a.wav"),
        "video_url": "x",
    }
    assert [path for path, _, _ in told(**parts)] == [
        ("images",),
        ("video_url",),
        ("audio",),
        ("messages", "0"),
        ("images", "0", "url"),
        ("audio", "filename"),
        ("video_url",),
    ]


def test_no_problem_repeats_what_was_sent() -> None:
    draft = LobbyDraft(
        meeting=meeting_key("m-1"),
        messages=("cana",),
        images=(MediaDraft(url="canary", filename="canary"),),
        video_url="canary",
    )
    problems = list(lobby_checks.lobby(draft))
    assert "cana" not in " ".join(problem.message for problem in problems if problem is not None)
    assert any(isinstance(problem, NotSupported) for problem in problems)

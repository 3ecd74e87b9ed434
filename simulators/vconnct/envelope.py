"""VConnct's envelope around every answer, and the language it speaks."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from starlette.responses import Response

from simulators.vconnct.texts import Language, Text


class Refused(Exception):
    """The vendor says no: 400, 401 or 404, with one text per thing that is wrong."""

    def __init__(self, status_code: int, *errors: Text) -> None:
        super().__init__(status_code)
        self.status_code = status_code
        self.errors: Sequence[Text] = errors


def success(data: Any, text: Text, *, status_code: int, language: Language, mirrored: bool) -> Response:
    """The envelope of a success; the HTTP status is its code where `mirrored`, else 200."""
    return _response(
        {
            "status": True,
            "status_code": status_code,
            "message": "success",
            "data": data,
            "success_message": text.said_in(language),
        },
        mirrored,
    )


def error(refused: Refused, *, language: Language, mirrored: bool) -> Response:
    """The envelope of a refusal: it has no `data`."""
    return _response(
        {
            "status": False,
            "status_code": refused.status_code,
            "message": "error",
            "error_messages": [text.said_in(language) for text in refused.errors],
        },
        mirrored,
    )


def _response(body: dict[str, Any], mirrored: bool) -> Response:
    status: int = body["status_code"] if mirrored else 200
    return Response(msgspec.json.encode(body), status, media_type="application/json")


@lru_cache(maxsize=64)
def language_of(accepted: str, default: Language) -> Language:
    """The best-weighted of the two languages that an Accept-Language header names, else the default."""
    best, best_weight = default, 0.0
    for part in accepted.lower().split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            worth = float(weight or 1)
        except ValueError:
            continue
        if worth > best_weight:
            if tag.startswith("en"):
                best, best_weight = "en", worth
            elif tag.startswith("ar"):
                best, best_weight = "ar", worth
    return best

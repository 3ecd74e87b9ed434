"""The vendor's envelope: what success and refusal look like on the wire, and the text of every code."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

# The vendor's own wording, its slips included: clients meet exactly these texts.
# 3011 and 4201 of the same table belong to the password API, which has no endpoint here.
TEXT: Mapping[int, str] = {
    400: "A required header is missing",
    401: "The access credentials are invalid",
    403: "The access token has expired",
    404: "The requested resource is not found",
    1000: "Room is not active",
    1001: "Token is not valid",
    1002: "Request is invalid",
    1401: "Application type is required",
    1403: "The selected application type is invalid",
    1504: "The Email Address is already registered.",
    1601: "Meeting Date Time must be in future",
    1602: "Meeting Date Time: Format YYYY-MM-DD (In UTC)",
    1603: "Meeting Date Time is required",
    1611: "Meeting Title is reqruied",
    1612: "Meeting Title: Minimum 3 Characters",
    1613: "Meeting Title: Maximum 50 Characters",
    1615: "No active Meeting Subscription",
    1616: "No active Webinar Subscription",
    1617: "Not assigned with Meeting License",
    1618: "Not assigned with Webinar License",
    1621: "Description filed is required",
    1631: "Meeting Duration is required",
    1632: "Meeting Duration: Minimum 10 Minutes",
    1633: "Meeting Duration: Exceeded permissible duration",
    1634: "Meeting Duration: In number of minutes",
    1641: "Moderator count is required",
    1642: "Moderator Count: Minimum 1",
    1643: "Moderator Count: Must not exceed room size",
    1644: "Moderator Count: In Number",
    1651: "Participant count is required",
    1652: "Participant Count: Minimum 0",
    1653: "Participant Count: Must not exceed room size",
    1654: "Participant Count: In Number",
    1672: "Auto Recording: In Boolean (true, false)",
    1681: "Timezone is required",
    1683: "Timezone id required",
    1684: "Invalid Timezone ID",
    1685: "Invalid Timezone ID",
    1686: "Invalid Timezone ID",
    1691: "Invalid Timezone ID",
    1692: "Send Email: In Boolean (true, false)",
    1693: "Wait for Moderator: In Boolean (true, false)",
    1694: "Knock: In Boolean (true, false)",
    1695: "Invitees: In Array",
    1696: "Invitee Email Addresses: In Array",
    1697: "Invitee Contact IDs: In Array",
    1698: "Invitee Group IDs: In Array",
    1901: "Reset MPIN: In Boolean (true, false)",
    1902: "Reset PPIN: In Boolean (true, false)",
    1903: "MPIN and PPIN are required",
    2402: "Message field is required",
    2403: "Image field is required",
    2404: "Audio field is required",
    2405: "Video field is required",
    2412: "The Image option must be an array",
    2421: "The video option must be an array",
    2422: "Message text is required if message is used for lobby",
    2423: "The options field is required. To choose from text, audio and video.",
    2432: "Message text min: 5 characters",
    2433: "Message text max: 100 characters",
    2435: "Image caption must be a string",
    2438: "Video url must be a string",
    2453: "The url format should be a valid url string",
    2501: "Page length filter must be passed with an integer",
    2603: "The selected order by is invalid",
    2604: "The selected order qualify is invalid",
    2605: "The Selected Search is invalid",
    2606: "The search string field is required when search by is present",
    2608: "Page number must be a number",
}

# Which HTTP status carries which code is not documented: these follow the meaning of the two
# columns of the vendor's general table; every other code is a failed validation, 406.
STATUS: Mapping[int, int] = {400: 400, 401: 401, 403: 403, 404: 404, 1001: 401, 1401: 400}

HEADING: Mapping[int, str] = {
    400: "Header is missing",
    401: "Header is invalid",
    403: "Token expired",
    404: "Not found",
    406: "Validation failed",
}


class Refusal(Exception):
    """The vendor says no, with one of its codes; `data` names the offending field where it does so."""

    def __init__(self, code: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


def success(body: Mapping[str, Any], switches: Mapping[str, Any]) -> Response:
    return _json({"result": "1" if switches["result_strings"] else 1, **body})


def refusal(refused: Refusal, switches: Mapping[str, Any]) -> Response:
    status = STATUS.get(refused.code, 406)
    # One page of the vendor names `0` as the error result; the switch makes it the only one.
    code = 0 if switches["overall_zero_error"] else refused.code
    body: dict[str, Any] = {"result": str(code) if switches["result_strings"] else code}
    text = TEXT[refused.code]
    if switches["error_style"] == "error":
        body["error"] = text
    else:
        body["msg"] = "Duplicate data" if refused.code == 1504 else HEADING[status]
        body["desc"] = text
    if refused.data is not None:
        body["data"] = refused.data
    return _json(body, 200 if switches["errors_with_200"] else status)


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")

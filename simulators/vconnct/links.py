"""Join links with BigBlueButton's checksum, and playback links with its recording id."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

SECRET = "the-stand-ins-own-bigbluebutton-secret"


def join(base: str, name: str, meeting_id: str, password: str) -> str:
    """The link with which `name` joins; only the password decides the role."""
    # Names are printed with `_` for blanks: John_Doe.
    query = urlencode({"fullName": name.replace(" ", "_"), "meetingID": meeting_id, "password": password})
    return f"{base}/api/join?{query}&checksum={_checksum(query)}"


def with_a_blank(link: str, meeting_id: str) -> str:
    """The link as the documentation prints it: `...987c- 50fd...` inside the meeting's UUID."""
    head, _, node = meeting_id.rpartition("-")
    return link.replace(meeting_id, f"{head}- {node}")


def opened(link: str) -> Mapping[str, str]:
    """The parameters of a link whose checksum holds; raises ValueError for any other."""
    query, _, checksum = urlsplit(link).query.rpartition("&checksum=")
    if checksum != _checksum(query):
        raise ValueError("the checksum does not fit the link")
    return dict(parse_qsl(query, keep_blank_values=True))


def playback(base: str, form: str, meeting_id: str, started_at: datetime) -> str:
    """The link of a recording: `<sha1 of the meeting's id>-<epoch ms of its start>`."""
    digest = hashlib.sha1(meeting_id.encode(), usedforsecurity=False).hexdigest()
    record = f"{digest}-{int(started_at.timestamp() * 1000)}"
    if form == "video":
        return f"{base}/playback/video/{record}/"
    return f"{base}/playback/presentation/2.3/{record}"


def _checksum(query: str) -> str:
    return hashlib.sha1(f"join{query}{SECRET}".encode(), usedforsecurity=False).hexdigest()

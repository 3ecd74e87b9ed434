"""The connection of one account to EnableX: adds headers and credentials, and renews credentials once."""

from collections.abc import Callable
from datetime import datetime

from models.ids import Key
from models.operation import Safe
from vendors.enablex.auth import EnableXCredentials
from vendors.enablex.envelope import Envelope, answer
from vendors.enablex.settings import EnableXSettings
from vendors.http import VendorHttp, segment
from vendors.http_adapter import VendorClient
from vendors.login import Grant
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request


class EnableXConnection(VendorClient):
    """What the read and write calls share."""

    def __init__(self, settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http, now)
        self._settings = settings
        self._credentials = EnableXCredentials(settings, http, now)

    async def aclose(self) -> None:
        await self._credentials.aclose()

    async def ask(self, request: Request, operation: str) -> Envelope:
        """Makes one call, and a second one only if EnableX refused the credentials and so did nothing.

        Args:
            operation: our name of the call; a GET that is safe is shared.
        """
        headers = {"X-App-Type": self._settings.app_type, **request.headers}
        if request.multipart is None:
            headers["Content-Type"] = "application/json"

        async def send(grant: Grant) -> Envelope:
            sent = {"Authorization": grant.authorization, **headers}
            if request.method == "GET" and isinstance(operation, Safe):
                reply = await self._http.get(
                    request.path, operation=operation, params=request.params, headers=sent
                )
            else:
                reply = await request.sent(self._http, operation, sent)
            return await in_worker_thread(answer, reply, operation)

        return await self._credentials.let_in(send, lambda given: given.lacks_credentials)


def place(identity: str) -> str | None:
    """The id as a segment of a path; None if it cannot be one, so that no object has this id."""
    try:
        return segment(identity)
    except ValueError:
        return None


def meeting_place(meeting_id: str) -> str | None:
    # `/meetings/permanent` is the permanent room's address.
    return None if meeting_id == "permanent" else place(meeting_id)


def meeting_path(meeting: Key) -> str | None:
    """The path of a meeting; None if no meeting can have this key."""
    part = meeting_place(meeting.parts[0]) if len(meeting.parts) == 1 else None
    return None if part is None else f"/meetings/{part}"

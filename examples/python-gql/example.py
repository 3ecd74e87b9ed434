"""Meetings page by page, one that is scheduled, and a waiting room's queue as it changes, with gql."""

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from gql import Client, gql
from gql.transport.exceptions import TransportClosed, TransportConnectionFailed, TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

# The demo's; an application asks its identity provider for one, and for a new one before it expires.
BEARER = {"authorization": f"Bearer {os.environ.get('MEETGRAPH_TOKEN', 'demo-north-clinic-operator')}"}

MEETINGS = """
query ($filter: MeetingFilter!, $after: String) {
  meetings(first: 5, after: $after, filter: $filter) {
    nodes { id vendor title startsAt }
    pageInfo { hasNextPage endCursor }
    unavailable { vendor message }
  }
}
"""

SCHEDULE = """
mutation ($input: ScheduleMeetingInput!) {
  scheduleMeeting(input: $input) {
    meeting { id title }
    problems { code message path }
    replayed
  }
}
"""

ROOM = '{ room(by: { vendorId: { vendor: VSEE, id: "noor1" } }) { id name } }'

QUEUE = "subscription ($id: ID!) { roomQueue(id: $id) { id queue { length } } }"


def say(*words: object) -> None:
    """Prints a line and flushes it, so that another program can read it at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def pages(session: Any) -> AsyncIterator[dict[str, Any]]:
    """The pages of the next 24 hours' meetings; a cursor belongs to its filter."""
    now = datetime.now(UTC)
    window = {"from": now.isoformat(), "to": (now + timedelta(hours=24)).isoformat()}
    after = None
    while True:
        asked = gql(MEETINGS)
        asked.variable_values = {"filter": {"overlaps": window}, "after": after}
        page = (await session.execute(asked))["meetings"]
        yield page
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


async def schedule(session: Any, title: str, minutes: int, key: str) -> dict[str, Any]:
    """Schedules a meeting; after a lost answer the same key finds out what became of it, and makes no second one."""
    asked = gql(SCHEDULE)
    asked.variable_values = {
        "input": {
            "title": title,
            "startsAt": (datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)).isoformat(),
            "durationMinutes": minutes,
            "vendor": {"enablex": {"hostId": "10001", "capacity": {"moderators": 1, "participants": 4}}},
            "idempotencyKey": key,
        }
    }
    answer: dict[str, Any] = (await session.execute(asked))["scheduleMeeting"]
    return answer


async def queue(address: str, room: str) -> AsyncIterator[int]:
    """A room's queue, at once and at each change; a gateway that restarts is found again."""
    asked = gql(QUEUE)
    asked.variable_values = {"id": room}
    while True:
        socket = WebsocketsTransport(address.replace("http", "ws", 1), init_payload=BEARER)
        try:
            async with Client(transport=socket) as session:
                async for told in session.subscribe(asked):
                    if told["roomQueue"]["queue"]:
                        yield told["roomQueue"]["queue"]["length"]
                return
        except (TransportClosed, TransportConnectionFailed):
            await asyncio.sleep(1)


async def main(address: str) -> None:
    """Shows it all, and ends with the second event."""
    async with Client(transport=HTTPXAsyncTransport(address, headers=BEARER)) as session:
        async for page in pages(session):
            for meeting in page["nodes"]:
                say("meeting", meeting["vendor"], meeting["title"])
        for gap in page["unavailable"]:
            say("missing", gap["vendor"], gap["message"])

        for minutes in (5, 30):
            answer = await schedule(session, "Follow-up by gql", minutes, str(uuid.uuid4()))
            for problem in answer["problems"]:
                say("problem", ".".join(problem["path"] or []), problem["message"])
            if answer["meeting"]:
                say("scheduled", answer["meeting"]["title"])

        room = (await session.execute(gql(ROOM)))["room"]
    seen = 0
    async for length in queue(address, room["id"]):
        say("queue", length)
        seen += 1
        if seen == 2:
            return


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000/graphql"))
    except TransportQueryError as error:
        # A response with errors; its data, if there is any, is in `error.data`.
        sys.exit(str(error.errors))

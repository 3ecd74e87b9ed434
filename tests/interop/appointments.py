"""A subgraph of somebody else: a clinic's appointments, each in a meeting of ours, and what it adds to meetings."""

from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from strawberry import federation


@federation.type(keys=["id"])
class Meeting:
    id: strawberry.ID
    fee_cents: int

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Meeting":
        return cls(id=id, fee_cents=4200)


@strawberry.type
class Appointment:
    number: int
    meeting: Meeting


@strawberry.type
class Query:
    @strawberry.field
    def appointments(self, meetings: list[strawberry.ID]) -> list[Appointment]:
        """One appointment in each of these meetings."""
        return [
            Appointment(number=number, meeting=Meeting.resolve_reference(id))
            for number, id in enumerate(meetings, 1)
        ]


SCHEMA = federation.Schema(Query, federation_version="2.9")


async def _answer(request: Any) -> Response:
    asked = await request.json()
    result = await SCHEMA.execute(asked["query"], variable_values=asked.get("variables"))
    errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    return JSONResponse({"data": result.data, **errors})


APP = Starlette(routes=[Route("/graphql", _answer, methods=["POST"])])

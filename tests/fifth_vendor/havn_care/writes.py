"""Makes and changes Havn's visits, and gives screens orders."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from vendors.havn_care import checks, mapping, payloads, requests
from vendors.havn_care.client import HavnClient

from models.command import Command, CommandParameters, CommandType
from models.drafts import MeetingChanges, MeetingDraft
from models.errors import VendorRejected
from models.ids import Key, Kind
from models.meeting import Meeting
from models.problem import Conflict, NotFound, Problem, ProblemCode
from vendors.http import segment
from vendors.writing import M, Request, Settled, VendorWrite

Body: TypeAlias = dict[str, Any]

_PROBLEMS: dict[str | None, Problem] = {
    "title_taken": Conflict(
        message="Another visit has this title.", code=ProblemCode.ALREADY_EXISTS, path=("title",)
    ),
    "no_such_screen": NotFound(message="The screen is not in this visit.", path=("device",)),
}


class HavnWrite(VendorWrite[Body, M]):
    at: HavnClient

    async def sent(self, request: Request) -> Body:
        return await self.at.send(request, self.operation)

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[M] | None:
        return _PROBLEMS.get(refusal.vendor_code)


class ScheduleMeeting(HavnWrite[Meeting]):
    draft: MeetingDraft
    operation = "make visit"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.visit(self.draft)

    async def request(self) -> Request:
        return Request("POST", "/visits", json=requests.visit(self.draft))

    async def result(self, answer: Body) -> Meeting:
        visit = self.at.read(answer, payloads.Visit, self.operation)
        return mapping.VisitView.over(visit, self.at.answer(self.operation))


class UpdateMeeting(HavnWrite[Meeting | None]):
    changes: MeetingChanges
    operation = "change visit"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.changes(self.changes)

    async def request(self) -> Request:
        path = f"/visits/{segment(self.changes.meeting.parts[0])}"
        return Request("PATCH", path, json=requests.changes(self.changes))

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[Meeting | None] | None:
        return Settled(None) if refusal.status == 404 else await super().explained(refusal)

    async def result(self, answer: Body) -> Meeting:
        visit = self.at.read(answer, payloads.Visit, self.operation)
        return mapping.VisitView.over(visit, self.at.answer(self.operation))


class SendCommand(HavnWrite[Command]):
    meeting: Key
    device: Key
    type: CommandType
    parameters: CommandParameters
    operation = "order a screen"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.order(self.type)

    async def request(self) -> Request:
        visit, screen = segment(self.meeting.parts[0]), segment(self.device.parts[0])
        body = requests.order(self.type, self.parameters)
        return Request("POST", f"/visits/{visit}/screens/{screen}/orders", json=body)

    async def result(self, answer: Body) -> Command:
        entry = Key(Kind.MEETING_DEVICE, self.at.account, (*self.meeting.parts, *self.device.parts))
        return mapping.command(entry, self.at.read(answer, payloads.Order, self.operation))

"""Intakes: a patient's answers before a visit, with the vendor's fields and the clinic's."""

from typing import Any

from starlette.responses import Response

from simulators.vsee import visit_shapes, visits
from simulators.vsee.answers import bad_request, data, forbidden, not_found
from simulators.vsee.call import Call
from simulators.vsee.forms import Form
from simulators.vsee.state import ADMIN, PROVIDER, User
from simulators.vsee.visits import Intake

# The fields of an intake that the vendor knows; everything else a clinic sends is kept as it came.
KNOWN = frozenset(
    ("provider_id", "reason_for_visit", "type", "member_id", "room_code", "attachments", "location", "phone")
)
# The vendor's fields, which a free field cannot replace.
RESERVED = frozenset(("id", "created", "modified", "provider", "visit_id"))


async def create(call: Call) -> Response:
    caller = call.user()
    form = await call.form()
    now = call.clock.now()
    intake = Intake(
        id=call.world.uuid(),
        account=call.account,
        owner=_member(call, form, caller),
        created=now,
        modified=now,
    )
    _fill(call, intake, form)
    call.world.intakes[intake.id] = intake
    return data({"id": intake.id, **intake.free})


async def update(call: Call) -> Response:
    intake = named(call, call.path("id"))
    _fill(call, intake, await call.form())
    intake.modified = call.clock.now()
    return data({"id": intake.id})


async def one(call: Call) -> Response:
    return data(visit_shapes.intake(named(call, call.path("id"))))


def named(call: Call, id: str) -> Intake:
    """An intake of the account, for its patient or for staff."""
    caller = call.user()
    intake = call.world.intakes.get(id)
    if intake is None or intake.account is not call.account:
        raise not_found()
    if caller.type not in (ADMIN, PROVIDER) and intake.owner is not caller:
        raise forbidden()
    return intake


def _fill(call: Call, intake: Intake, form: Form) -> None:
    type_ = form.integer("type")
    if type_ not in (None, visits.WALKIN, visits.SCHEDULED):
        raise bad_request("type must be 1 or 2.")
    provider = call.provider_or_none(form.text("provider_id"))
    room_code = form.text("room_code")
    if room_code is not None:
        call.room(room_code)
    intake.type = type_ or intake.type
    intake.provider_id = provider.id if provider else intake.provider_id
    intake.room_code = room_code or intake.room_code
    intake.reason_for_visit = form.text("reason_for_visit") or intake.reason_for_visit
    intake.location = form.text("location") or intake.location
    intake.phone = form.text("phone") or intake.phone
    if "attachments" in form.fields:
        intake.attachments = _attachments(form.fields["attachments"])
    free = {name: value for name, value in form.fields.items() if name not in KNOWN | RESERVED}
    intake.free = {**intake.free, **free}


def _attachments(value: Any) -> list[str]:
    """The ids of files, in the three ways the documentation allows: objects, ids, ids with commas."""
    items = value if isinstance(value, list) else str(value or "").split(",")
    ids = [item.get("id") if isinstance(item, dict) else item for item in items]
    return [str(id).strip() for id in ids if id]


def _member(call: Call, form: Form, caller: User) -> User:
    wanted = form.text("member_id")
    if wanted is None:
        return caller
    member = call.patient(wanted)
    if member is not caller and caller.type not in (ADMIN, PROVIDER):
        raise forbidden()
    return member

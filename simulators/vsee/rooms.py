"""The Rooms API: the list, a room, its providers and queue, and which users it belongs to."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from simulators.vsee import listing, shapes
from simulators.vsee.answers import Answer, Refusal, bad_request, data, not_found
from simulators.vsee.call import Call
from simulators.vsee.state import GUEST, MEMBER, PROVIDER, Consultation, Room

QUOTES = {"single": "'", "double": '"'}

SORTABLE: Mapping[str, Callable[[Room], Any]] = {
    "slug": lambda room: room.slug,
    "name": lambda room: room.name,
    "domain": lambda room: room.domain,
    "code": lambda room: room.code,
    "created": Room.order,
    "modified": lambda room: room.modified,
}


async def listed(call: Call) -> Response:
    rows = listing.window(call, listing.ordered(call, call.account.rooms, SORTABLE))
    names = listing.field_names(call)
    return data([listing.selected(shapes.summary(room, call.switches), names) for room in rows])


async def create(call: Call) -> Response:
    call.admin()
    form = await call.form()
    domain, slug, name = form.required("domain"), form.required("slug"), form.required("name")
    code = form.text("code")
    quote = QUOTES[call.switches["slug_quotes"]]
    if (domain, slug) in call.world.slugs:
        raise bad_request(f"In domain {quote}{domain}{quote} slug {quote}{slug}{quote} already exists.")
    if code is not None and code in call.world.rooms:
        raise bad_request(f"In domain {quote}{domain}{quote} code {quote}{code}{quote} already exists.")
    now = call.clock.now()
    room = Room(
        id=call.world.next_id("room"),
        code=code or call.world.room_code(),
        slug=slug,
        name=name,
        domain=domain,
        account=call.account,
        created=now,
        modified=now,
        consultations=[
            Consultation(id=call.world.uuid(), description="15-min Consultation", duration=15),
        ],
    )
    if call.switches["new_room_provider"]:
        # The newer example shows a room that has a provider from the start, without saying why him.
        providers = (user.id for user in call.account.users.values() if user.type == PROVIDER)
        room.provider_ids.extend(list(providers)[:1])
    call.world.add_room(room)
    return data(shapes.created(room, call.switches))


async def one(call: Call) -> Response:
    return data(shapes.detail(call.room(call.path("code")), call.switches))


async def providers(call: Call) -> Response:
    room = call.room(call.path("code"))
    users = call.account.users
    return data([shapes.provider_summary(users[id], call.switches) for id in room.provider_ids])


async def provider(call: Call) -> Response:
    room = call.room(call.path("code"))
    if call.path("id") not in room.provider_ids:
        raise not_found()
    return data(shapes.provider(call.account.users[call.path("id")], call.switches))


async def queue(call: Call) -> Response:
    return data(shapes.queue(call.room(call.path("code")), call.anybody()))


async def associate(call: Call) -> Response:
    user = call.user_in_path()
    form = await call.form()
    code, default = form.required("code"), form.boolean("default")
    room = call.room(code)
    if user.type in (MEMBER, GUEST):
        # Undocumented; a patient among a room's providers would be worse.
        raise bad_request(f"User {user.id} is not a provider.")
    if user.id in room.provider_ids and call.switches["v7_repeat"] == "conflict":
        raise _conflict(room)
    call.world.associate(user, room, default)
    if call.switches["v7_shape"] == "object":
        return data(shapes.created(room, call.switches))
    rooms = [room]
    if call.switches["v7_rooms"] == "all":
        rooms += [other for other in call.account.rooms_of(user) if other is not room]
    return data([shapes.linked(row, user, call.switches) for row in rooms])


async def dissociate(call: Call) -> Response:
    user = call.user_in_path()
    room = call.room(call.path("room_code"))
    if user.id not in room.provider_ids:
        raise not_found()
    call.world.dissociate(user, room)
    if call.switches["delete_answer"] == "no_content":
        return Response(status_code=204)
    return Answer({})


def _conflict(room: Room) -> Refusal:
    """The error printed under POST /users/:id/rooms: the slug's text, quotes unescaped, a stray bracket."""
    message = f'In domain "{room.domain}" slug "{room.slug}" already exists.'
    return Refusal(400, message, raw=f'{{ "code": 400, "message": "{message}"] }}')

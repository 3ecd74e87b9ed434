"""The User API's reads: the list with its filters, and one profile."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from simulators.vsee import listing
from simulators.vsee.answers import bad_request, data, forbidden
from simulators.vsee.call import Call
from simulators.vsee.state import ADMIN, PROVIDER, User

SHORTEST_TEXT = 3

# What a row of the list shows unless `fields` asks for something else.
ROW = ("email", "id", "full_name")

SORTABLE: Mapping[str, Callable[[User], Any]] = {
    "id": lambda user: int(user.id),
    "full_name": lambda user: user.full_name.casefold(),
    "first_name": lambda user: user.first_name.casefold(),
    "last_name": lambda user: user.last_name.casefold(),
    "email": lambda user: user.email,
}

# Filters that take one value or several with commas between them.
EXACT: Mapping[str, Callable[[User], str]] = {
    "id": lambda user: user.id,
    "type": lambda user: str(user.type),
    "status": lambda user: str(user.status),
    "role": lambda user: user.role,
    "subtype": lambda user: user.subtype,
    "group": lambda user: user.group,
}

TEXTS: Mapping[str, Callable[[User], str]] = {
    "full_name": lambda user: user.full_name,
    "email": lambda user: user.email,
    "q": lambda user: f"{user.full_name} {user.email} {user.username} {user.code}",
}

FLAGS: Mapping[str, Callable[[User], bool]] = {
    "is_admin": lambda user: user.type == ADMIN,
    "is_hidden": lambda user: user.hidden,
}

Test = Callable[[User], bool]


async def listed(call: Call) -> Response:
    caller = call.staff()
    tests = [*_exact(call), *_texts(call), *_flags(call), *_places(call, caller)]
    found = [user for user in call.account.users.values() if all(test(user) for test in tests)]
    rows = listing.window(call, listing.ordered(call, found, SORTABLE))
    names = listing.field_names(call) or ROW
    shown = [listing.selected(profile(user), ("id", *names)) for user in rows]
    return data(shown, **{call.switches["total_key"]: len(found)})


async def one(call: Call) -> Response:
    caller = call.user()
    wanted = call.path("id")
    if wanted in ("-", caller.id):
        return data(profile(caller))
    if caller.type not in (ADMIN, PROVIDER):
        raise forbidden()
    return data(profile(call.user_of_account(wanted)))


def profile(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "code": user.code,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.full_name,
        "username": user.username,
        "vseeid": user.vseeid,
        "dob": user.dob,
        "email": user.email,
        "phone": user.phone,
        "gender": user.gender,
        "title": user.title,
        "suffix": user.suffix,
        "active": user.active,
        "tos": user.tos,
        # An integer here, a Boolean among the providers of a room.
        "status": user.status,
        "type": user.type,
        "subtype": user.subtype,
        "timezone": user.time_zone,
        "email_verified": user.active,
        "signup_step": 99 if user.active else 1,
        "extra": {"marital_status": "", "insurance": "", "attachments": None},
    }


def _exact(call: Call) -> list[Test]:
    wanted = ((of, call.query(name)) for name, of in EXACT.items())
    return [_among(of, frozenset(value.split(","))) for of, value in wanted if value]


def _texts(call: Call) -> list[Test]:
    tests = []
    for name, of in TEXTS.items():
        if wanted := call.query(name):
            if len(wanted) < SHORTEST_TEXT:
                raise bad_request(f"{name} must have at least {SHORTEST_TEXT} characters.")
            tests.append(_containing(of, wanted.casefold()))
    return tests


def _flags(call: Call) -> list[Test]:
    return [_being(of, call.query_flag(name)) for name, of in FLAGS.items() if call.query(name)]


def _among(of: Callable[[User], str], values: frozenset[str]) -> Test:
    return lambda user: of(user) in values


def _containing(of: Callable[[User], str], text: str) -> Test:
    return lambda user: text in of(user).casefold()


def _being(of: Callable[[User], bool], wanted: bool) -> Test:
    return lambda user: of(user) is wanted


def _places(call: Call, caller: User) -> list[Test]:
    """The filters by room, account and own patients; an unknown room or account matches nobody."""
    tests: list[Test] = []
    if code := call.query("room_code"):
        room = call.world.rooms.get(code)
        ids = room.provider_ids if room is not None and room.account is call.account else []
        tests.append(lambda user: user.id in ids)
    if account := call.query("account_code"):
        tests.append(lambda _: account == call.account.code)
    scope = call.query("ex_filter") or "all"
    if scope not in ("all", "my-patient"):
        raise bad_request("ex_filter is invalid.")
    if scope == "my-patient":
        visits = call.account.visits
        patients = {visit.member.id for visit in visits if visit.provider is caller and visit.member}
        tests.append(lambda user: user.id in patients)
    return tests

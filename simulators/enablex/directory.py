"""The account around the meetings: users, contacts, plans, the customer and the data pool."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulators.enablex import timezones, views
from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Caller, Contact, Fields, User
from simulators.enablex.state import CUSTOMER_ID, LOGIN_EMAIL

USER_FIELDS = (
    "user_type",
    "first_name",
    "middle_name",
    "last_name",
    "email",
    "password",
    "status",
    "department",
    "designation",
)
CONTACT_TEXTS = ("name", "email", "company", "designation")


# What a field of these calls may not be has no code in the part of the pages that is known:
# it is answered as a bad request, with the field in `data` as the vendor does for a duplicate.


def add_user(call: Call) -> Answer:
    _customer_only(call.caller)
    given = _texts(call.fields, USER_FIELDS, required=("user_type", "first_name", "last_name", "email"))
    _status(given)
    _unused(call, given["email"], None)
    user = User(user_id=str(call.state.next("user")), **given)
    call.state.add_user(user)
    return {"msg": "User has been created", "user": views.user(user)}


def edit_user(call: Call) -> Answer:
    user = call.state.user(call.path["user_id"], call.caller)
    given = _texts(call.fields, USER_FIELDS)
    _status(given)
    if "email" in given:
        _unused(call, given["email"], user)
    for name, value in given.items():
        setattr(user, name, value)
    return {"msg": "User has been updated", "user": views.user(user)}


def add_contact(call: Call) -> Answer:
    given = _contact(call.fields, required=("name", "email"))
    contact = Contact(contact_id=f"c-{call.state.next('contact')}", **given)
    call.state.contacts[contact.contact_id] = contact
    return {"msg": "Contact has been created", "contact": views.contact(contact)}


def edit_contact(call: Call) -> Answer:
    contact = _known(call.state.contacts, call.path["contact_id"])
    for name, value in _contact(call.fields).items():
        setattr(contact, name, value)
    return {"msg": "Contact has been updated", "contact": views.contact(contact)}


def subscription(call: Call) -> Answer:
    plan = _known(call.state.subscriptions, call.path["subscription_id"])
    return {"subscription": views.subscription(plan)}


def customer(call: Call) -> Answer:
    """One heading of the page says POST, its example GET: both are served, and the keys are a guess."""
    _customer_only(call.caller)
    if call.path["customer_id"] != CUSTOMER_ID:
        raise Refusal(404)
    return {
        "customer": {
            "customer_id": CUSTOMER_ID,
            "name": "Harbour Clinic",
            "email": LOGIN_EMAIL,
            "status": "A",
            "subscription_ids": list(call.state.subscriptions),
        }
    }


def zones(call: Call) -> Answer:
    style = call.switches["gmt_offset_style"]
    return {"timezones": [timezones.printed(zone, call.now, style) for zone in timezones.ZONES]}


def countries(_: Call) -> Answer:
    return {"countries": timezones.COUNTRIES}


def _customer_only(caller: Caller) -> None:
    """Objects above a user are reported as non-existent."""
    if not caller.whole_account:
        raise Refusal(404)


def _known(records: Mapping[str, Any], record_id: str) -> Any:
    if record_id not in records:
        raise Refusal(404)
    return records[record_id]


def _texts(fields: Fields, names: Sequence[str], required: Sequence[str] = ()) -> Fields:
    for name in required:
        if not fields.get(name):
            raise Refusal(1002, {name: ""})
    given = {name: fields[name] for name in names if name in fields}
    _each(given, lambda value: isinstance(value, str))
    return given


def _contact(fields: Fields, required: Sequence[str] = ()) -> Fields:
    given = _texts(fields, CONTACT_TEXTS, required)
    shared = {"shared": fields["shared"]} if "shared" in fields else {}
    groups = {"group_ids": fields["group_ids"]} if "group_ids" in fields else {}
    _each(shared, lambda value: isinstance(value, bool))
    _each(groups, lambda value: isinstance(value, list))
    return {**given, **shared, **groups}


def _each(fields: Fields, fits: Callable[[Any], bool]) -> None:
    for name, value in fields.items():
        if not fits(value):
            raise Refusal(1002, {name: str(value)})


def _status(given: Fields) -> None:
    # A: active, S: suspended.
    if given.get("status", "A") not in ("A", "S"):
        raise Refusal(1002, {"status": given["status"]})


def _unused(call: Call, email: str, owner: User | None) -> None:
    if any(user.email == email and user is not owner for user in call.state.users.values()):
        raise Refusal(1504, {"email": email})

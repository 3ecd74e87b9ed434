"""The parts of an input that only one vendor has; exactly one of them is given."""

from dataclasses import fields
from typing import Any

import strawberry

from graph.schema.bounds import LONG_TEXT, VENDOR_ID, between
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.places import Place
from graph.schema.inputs.settings import CapacityInput, InviteesInput, capacity, invitees
from graph.schema.inputs.unset import given, text
from models.drafts import MeetingChanges, MeetingDraft, MeetingFields
from models.errors import BadInput
from models.ids import Kind
from models.vendor import Vendor
from resolvers.context import Context

# Where those attributes of a draft stand that belong to one vendor's part.
_NAMES = {
    "devices": "devices",
    "host_id": "hostId",
    "capacity": "capacity",
    "invitees": "invitees",
    "sends_mail": "sendsMail",
    "welcome_text": "welcomeText",
    "moderator_password": "moderatorPassword",
}


@input_type(
    fills=MeetingDraft,
    description="The part of a meeting that only Telecomx has. Its conferences start at once, for the given tablets.",
)
class TelecomxMeetingInput:
    devices: list[strawberry.ID] = input_field(
        entries=between(1, 100), description="Global ids of the tablets that take part."
    )
    host_id: str | None = input_field(
        default=None,
        characters=VENDOR_ID,
        description="The vendor's id of the employee who is the host. The default is the employee of this gateway.",
    )

    def asked(self, context: Context) -> dict[str, Any]:
        return {
            "devices": tuple(context.key_of(Kind.DEVICE, id) for id in self.devices),
            "host_id": self.host_id,
        }


@input_type(fills=MeetingDraft, description="The part of a meeting that only EnableX has.")
class EnableXMeetingInput:
    capacity: CapacityInput = input_field(description="How many people it must be able to hold.")
    host_id: str | None = input_field(
        default=None,
        characters=VENDOR_ID,
        description="The vendor's id of the user who is the host. The default is the user of the account.",
    )
    invitees: InviteesInput | None = input_field(default=None, description="The people to invite.")
    sends_mail: bool | None = input_field(
        default=None, description="Whether EnableX sends email to the invitees."
    )

    def asked(self, context: Context) -> dict[str, Any]:
        return {
            "capacity": capacity(self.capacity),
            "host_id": self.host_id,
            "invitees": invitees(self.invitees),
            "sends_mail": self.sends_mail,
        }


@input_type(fills=MeetingChanges, description="Changes to the part of a meeting that only EnableX has.")
class EnableXMeetingChangesInput:
    capacity: CapacityInput | None = input_field(
        default=strawberry.UNSET, description="How many people it must be able to hold."
    )
    invitees: InviteesInput | None = input_field(
        default=strawberry.UNSET,
        description="The new list of invitees. It replaces the present list; null removes all invitees.",
    )
    sends_mail: bool | None = input_field(
        default=strawberry.UNSET, description="Whether EnableX sends email to the invitees."
    )

    def asked(self, context: Context) -> dict[str, Any]:
        return {
            "capacity": capacity(self.capacity),
            "invitees": invitees(self.invitees),
            "sends_mail": given(self.sends_mail),
        }


@input_type(
    fills=MeetingFields,
    description="The part of a meeting that only VConnct has. VConnct does not store times and descriptions: this "
    "API stores them and returns them with the meeting.",
)
class VConnctMeetingInput:
    welcome_text: str | None = input_field(
        default=strawberry.UNSET, characters=LONG_TEXT, description="Text that greets people who join."
    )
    moderator_password: str | None = input_field(
        default=strawberry.UNSET,
        secret=True,
        description="Password to start the meeting and to join as moderator, 2 to 64 characters. VConnct generates "
        "one if a new meeting has none.",
    )

    def asked(self, context: Context) -> dict[str, Any]:
        return {
            # Of a new meeting, no text is as good as an empty one.
            "welcome_text": text(self.welcome_text),
            "moderator_password": given(self.moderator_password),
        }


@input_type(
    fills=MeetingDraft,
    description="VSee creates visits in the clinic. Every value here is refused as not supported.",
)
class VSeeMeetingInput:
    host_id: str | None = input_field(
        default=None, characters=VENDOR_ID, description="The vendor's id of the provider."
    )

    def asked(self, context: Context) -> dict[str, Any]:
        return {"host_id": self.host_id}


@input_type(one_of=True, description="The vendor, and the part of the meeting that only this vendor has.")
class MeetingVendorInput:
    telecomx: TelecomxMeetingInput | None = input_field(
        default=strawberry.UNSET, description="A conference of tablets at Telecomx FlexCare."
    )
    enablex: EnableXMeetingInput | None = input_field(
        default=strawberry.UNSET, description="A scheduled meeting at EnableX."
    )
    vconnct: VConnctMeetingInput | None = input_field(
        default=strawberry.UNSET, description="A meeting at VConnct."
    )
    vsee: VSeeMeetingInput | None = input_field(
        default=strawberry.UNSET,
        description="VSee cannot schedule meetings: the payload contains a problem that says so.",
    )


@input_type(one_of=True, description="The part of the meeting that only its vendor has.")
class MeetingVendorChangesInput:
    enablex: EnableXMeetingChangesInput | None = input_field(
        default=strawberry.UNSET, description="Changes to a meeting at EnableX."
    )
    vconnct: VConnctMeetingInput | None = input_field(
        default=strawberry.UNSET, description="Changes to a meeting at VConnct."
    )


def chosen(
    part: MeetingVendorInput | MeetingVendorChangesInput, context: Context
) -> tuple[Vendor, dict[str, Any]]:
    """The vendor whose part is given, and what it asks for by attributes of a draft."""
    for own in fields(part):
        given = getattr(part, own.name)
        if given:
            return Vendor[own.name.upper()], given.asked(context)
    raise BadInput("Give one vendor's part in `vendor`.")


def places(vendor: Vendor) -> dict[str, Place]:
    """Where a vendor's own parts stand in the input."""
    return {attribute: ("vendor", vendor.value.lower(), name) for attribute, name in _NAMES.items()}

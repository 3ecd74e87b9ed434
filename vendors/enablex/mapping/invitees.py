"""Maps invitees: ids and addresses from the call for one meeting, or objects from an edit. Pure."""

from models.meeting import InvitedContact, InvitedGroup, Invitees
from vendors.enablex import payloads
from vendors.enablex.scalars import text


def invitees(payload: payloads.Invitees) -> Invitees:
    """Those who are named in either shape, or in both, each of them once."""
    told = [_contact(contact) for contact in payload.contacts or ()]
    groups = [_group(group) for group in payload.groups or ()]
    strangers = [contact for contact in told if contact.contact_id is None]
    contacts = {identity: InvitedContact(contact_id=identity) for identity in _texts(payload.contact_ids)}
    contacts |= {contact.contact_id: contact for contact in told if contact.contact_id is not None}
    by_id = {identity: InvitedGroup(group_id=identity) for identity in _texts(payload.group_ids)}
    by_id |= {group.group_id: group for group in groups if group.group_id is not None}
    emails = [*_texts(payload.emails), *(contact.email for contact in strangers if contact.email is not None)]
    return Invitees(
        contact_ids=tuple(contacts),
        group_ids=tuple(by_id),
        emails=tuple(dict.fromkeys(emails)),
        contacts=(*contacts.values(), *filter(_has_a_name, strangers)),
        groups=(*by_id.values(), *(group for group in groups if group.group_id is None and group.name)),
    )


def _contact(payload: payloads.InvitedContact) -> InvitedContact:
    return InvitedContact(
        contact_id=text(payload.contact_id), name=text(payload.name), email=text(payload.email)
    )


def _group(payload: payloads.InvitedGroup) -> InvitedGroup:
    return InvitedGroup(group_id=text(payload.group_id), name=text(payload.group_name))


def _has_a_name(stranger: InvitedContact) -> bool:
    """Whether it is more than an address, which is sent as its own name if it has none."""
    return stranger.name is not None and stranger.name != stranger.email


def _texts(items: payloads.Ids) -> tuple[str, ...]:
    return tuple(word for word in map(text, items or ()) if word is not None)

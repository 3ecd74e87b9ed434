"""Maps VSee's providers to our models. Pure."""

from msgspec import UNSET, UnsetType

from models.account import Account
from models.ids import Key
from models.partial import Maybe, Unfetched
from models.provider import Provider
from vendors.vsee import payloads
from vendors.vsee.mapping import keys
from vendors.vsee.scalars import flag, text

# What the room's list of providers does not carry and the provider by itself does; and the reverse.
DETAIL = Unfetched("detail")
SUMMARY = Unfetched("summary")


def summary(account: Account, row: payloads.Provider, room_code: str) -> Provider:
    """A provider as a room's list shows them; what is missing there the call for this provider has."""
    return _provider(keys.provider(account, room_code, row.id), row, photo=None, others=DETAIL)


def provider(account: Account, row: payloads.Provider, room_code: str) -> Provider:
    """A provider by themselves; only the room's list has the photo."""
    return _provider(keys.provider(account, room_code, row.id), row, photo=SUMMARY, others=None)


def _provider(
    key: Key, row: payloads.Provider, *, photo: Unfetched | None, others: Unfetched | None
) -> Provider:
    def shown(word: payloads.Text | UnsetType, missing: Unfetched | None = others) -> Maybe[str]:
        return missing if word is UNSET else text(word)

    def switched(value: payloads.Flag | UnsetType) -> Maybe[bool]:
        return others if value is UNSET else flag(value)

    return Provider(
        key=key,
        username=text(row.username),
        code=text(row.code),
        subtype=text(row.subtype),
        first_name=text(row.first_name),
        last_name=text(row.last_name),
        vsee_id=text(row.vseeid),
        title=text(row.title),
        suffix=text(row.suffix),
        photo=shown(row.photo, photo),
        # For users elsewhere `status` is a number with another meaning.
        is_online=row.status if isinstance(row.status, bool) else None,
        short_bio=text(row.short_bio),
        email=shown(row.email),
        phone=shown(row.phone),
        active=switched(row.active),
        accepted_terms=switched(row.tos),
        educational_training=shown(row.educational_training),
        professional_interests=shown(row.professional_interests),
        personal_interests=shown(row.personal_interests),
    )

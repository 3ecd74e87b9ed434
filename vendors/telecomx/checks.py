"""Validates a draft against Telecomx' rules before it is sent. Pure."""

from collections.abc import Iterator

from models.account import Account
from models.command import PARAMETERS, CommandParameters, CommandType
from models.drafts import MeetingDraft
from models.ids import Key, Kind
from models.problem import InvalidInput, Problem, ProblemCode
from models.settings import Quality
from models.vendor import Capability, Vendor
from vendors import checks
from vendors.checks import Path

LOUDEST = 100
# Telecomx documents no limit; each tablet is read before the conference is created.
DEVICES_AT_MOST = 100


def conference(account: Account, draft: MeetingDraft, *, has_employee: bool) -> Iterator[Problem | None]:
    """The problems of a new conference: it supports only devices.

    Args:
        account: the account of the devices.
        has_employee: whether a default host is known.
    """
    if draft.host_id is not None or not has_employee:
        yield checks.required((draft.host_id or "").strip(), ("host_id",)) or _text(draft.host_id)
    yield checks.required(draft.devices, ("devices",))
    if len(draft.devices or ()) > DEVICES_AT_MOST:
        yield InvalidInput(
            message=f"At most {DEVICES_AT_MOST} tablets can take part.",
            code=ProblemCode.TOO_LARGE,
            path=("devices",),
            limit=DEVICES_AT_MOST,
        )
        return
    for index, device in enumerate(draft.devices or ()):
        yield _of_kind(device, Kind.DEVICE, account, ("devices", str(index)))
    yield from checks.not_taken(
        draft,
        [("host_id",), ("devices",)],
        vendor=Vendor.TELECOMX,
        capability=Capability.SCHEDULE_MEETINGS,
    )


def command(
    account: Account, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
) -> Iterator[Problem | None]:
    """The problems of a command that is to be sent; each type has one parameter, or none."""
    yield _of_kind(meeting, Kind.MEETING, account, ("meeting",))
    yield _of_kind(device, Kind.DEVICE, account, ("device",))
    if type is CommandType.UNKNOWN:
        yield _invalid("Tablets do not support this command.", ("type",))
        return
    for name in ("value", "volume", "quality"):
        given, place = getattr(parameters, name), ("parameters", name)
        if name in PARAMETERS[type]:
            yield checks.required(given, place)
        elif given is not None:
            yield _invalid(f"{type.value} has no such parameter.", place)
    yield checks.in_range(parameters.volume, ("parameters", "volume"), at_least=0, at_most=LOUDEST)
    if parameters.quality is Quality.UNKNOWN:
        yield _invalid("Tablets do not support this quality.", ("parameters", "quality"))


def _text(host_id: str | None) -> Problem | None:
    try:
        (host_id or "").encode()
    except UnicodeEncodeError:
        return _invalid(
            "This contains an incomplete character (a lone surrogate), which cannot be sent.", ("host_id",)
        )
    return None


def _of_kind(key: Key, kind: Kind, account: Account, path: Path) -> Problem | None:
    if key.kind is kind and key.account == account and len(key.parts) == 1:
        return None
    return _invalid(f"This must be a {kind.value.lower()} of {Vendor.TELECOMX.label}.", path)


def _invalid(message: str, path: Path) -> Problem:
    return InvalidInput(message=message, code=ProblemCode.INVALID, path=path)

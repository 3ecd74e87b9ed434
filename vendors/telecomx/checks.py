"""Finds what Telecomx could not take of a write before it is sent. Pure."""

from collections.abc import Iterator

from models.command import CommandParameters, CommandType
from models.ids import Key, Kind
from models.problem import InvalidInput, Problem, ProblemCode
from models.settings import Quality
from models.vendor import Vendor
from vendors import checks
from vendors.checks import Path
from vendors.telecomx.mapping.devices import PARAMETERS

LOUDEST = 100


def command(
    meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
) -> Iterator[Problem | None]:
    """The problems of a command that is to be sent; each type has one parameter, or none."""
    yield _of_kind(meeting, Kind.MEETING, ("meeting",))
    yield _of_kind(device, Kind.DEVICE, ("device",))
    if type is CommandType.UNKNOWN:
        yield _invalid("This is no command that a tablet knows.", ("type",))
        return
    for name in ("value", "volume", "quality"):
        given, place = getattr(parameters, name), ("parameters", name)
        if name in PARAMETERS[type]:
            yield checks.required(given, place)
        elif given is not None:
            yield _invalid(f"{type.value} has no such parameter.", place)
    yield checks.within(parameters.volume, ("parameters", "volume"), at_least=0, at_most=LOUDEST)
    if parameters.quality is Quality.UNKNOWN:
        yield _invalid("This is no quality that a tablet knows.", ("parameters", "quality"))


def _of_kind(key: Key, kind: Kind, path: Path) -> Problem | None:
    if key.kind is kind and key.vendor is Vendor.TELECOMX and len(key.parts) == 1:
        return None
    return _invalid(f"This must be a {kind.value.lower()} of {Vendor.TELECOMX.label}.", path)


def _invalid(message: str, path: Path) -> Problem:
    return InvalidInput(message=message, code=ProblemCode.INVALID, path=path)

"""Turns Telecomx' refusals of writes into problems: by the HTTP status first and the error code second. Pure.

The pages' tables of errors head their columns one place off; status and code here are those of the envelope. Its words
are never read. 401, and 403 but for the usual permission error, are about our own token: they are no problem of the
caller's and go through as they are.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from models.errors import VendorRejected
from models.problem import InvalidInput, NotAllowed, NotFound, Problem, ProblemCode, Rejected
from models.vendor import Vendor
from vendors.checks import Path

_DEVICE = re.compile(r"devices[.\[](\d+)\b", re.ASCII)

Said: TypeAlias = tuple[int | None, str | None]
Made: TypeAlias = Callable[[str | None], Problem]


def _missing(message: str, path: Path) -> Made:
    return lambda code: NotFound(message=message, path=path)


def _invalid(path: Path) -> Made:
    return lambda code: InvalidInput(
        message="Telecomx cannot take this.", code=ProblemCode.INVALID, path=path, vendor_code=code
    )


def _not_allowed(message: str) -> Made:
    return lambda code: NotAllowed(message=message, vendor_code=code)


def _rejected(code: str | None) -> Problem:
    return Rejected(message="Telecomx refused this.", vendor=Vendor.TELECOMX, vendor_code=code)


# The list that the page about commands prints, and which is about making conferences.
_CREATION: Mapping[Said, Made] = {
    (400, "meeting"): _rejected,
    (400, "customer"): _rejected,
    (404, "customer"): _rejected,
    (409, "customer"): _not_allowed("The account has no IPTV, which conferences need."),
    (403, "access_denied"): _not_allowed("The account may not do this."),
}

OF_CONFERENCES: Mapping[Said, Made] = {
    **_CREATION,
    (400, "employee"): _invalid(("host_id",)),
    (404, "employee"): _missing("Telecomx knows no such employee.", ("host_id",)),
    (404, "device"): _missing("Telecomx knows no such device of this customer.", ("devices",)),
    (422, "employee"): _invalid(("host_id",)),
    (422, "devices"): _invalid(("devices",)),
}

OF_COMMANDS: Mapping[Said, Made] = {
    **_CREATION,
    (400, "employee"): _rejected,
    (404, "id"): _missing("Telecomx knows no such meeting.", ("meeting",)),
    (404, "meeting"): _missing("Telecomx knows no such meeting.", ("meeting",)),
    (404, "device"): _missing("Telecomx knows no such device in the meeting.", ("device",)),
    (422, "deviceId"): _invalid(("device",)),
    (422, "command"): _invalid(("type",)),
    (422, "command.type"): _invalid(("type",)),
    (422, "command.value"): _invalid(("parameters", "value")),
    (422, "command.volume"): _invalid(("parameters", "volume")),
    (422, "command.quality"): _invalid(("parameters", "quality")),
}


def of(error: VendorRejected, table: Mapping[Said, Made]) -> Problem | None:
    """What a refusal means; None where it is about our own token."""
    made = table.get((error.status, error.vendor_code))
    if made is not None:
        return made(error.vendor_code)
    return None if error.status in (401, 403) else _rejected(error.vendor_code)


def of_device(error: VendorRejected) -> Problem | None:
    """What it means that a device could not be read."""
    return of(error, {(403, "access_denied"): _not_allowed("The account may not use this device.")})


def of_command(error: VendorRejected) -> Problem | None:
    return of(error, OF_COMMANDS)


def of_conference(error: VendorRejected, *, devices: int) -> Problem | None:
    """What the refusal of a conference means.

    Args:
        devices: how many were named; where it is one, it is the one that is not known.
    """
    # A property inside a list is named by its path, such as devices.0._id.
    inside = _DEVICE.match(error.vendor_code or "")
    if error.status == 422 and inside is not None:
        return _invalid(("devices", inside[1]))(error.vendor_code)
    problem = of(error, OF_CONFERENCES)
    return (
        problem.at(("devices", "0")) if problem and devices == 1 and problem.path == ("devices",) else problem
    )

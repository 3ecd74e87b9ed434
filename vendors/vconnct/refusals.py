"""Says why VConnct refused a write, as far as that can be known: it has no codes, only texts in some language. Pure.

The envelope's status is all that programs can read. 401 stands for the license, and perhaps for a wrong password; 404
for an unknown meeting, which is no refusal of ours but None; 400 for all the rest: a wrong password, a meeting that
runs or does not, a license's limits. `writes.py` asks how the meeting stands and picks from here.
"""

from collections.abc import Collection, Iterable

from models.errors import VendorRejected
from models.problem import Conflict, InvalidInput, NotAllowed, Problem, ProblemCode, Rejected
from models.vendor import Vendor
from vendors.checks import Path
from vendors.vconnct import scalars

_LONGEST = 200


def license_refused(refusal: VendorRejected) -> Problem:
    return NotAllowed(
        message="VConnct does not accept this gateway's license.", vendor_code=refusal.vendor_code
    )


def still_runs(refusal: VendorRejected) -> Problem:
    return Conflict(
        message="The meeting is running: end it first.",
        code=ProblemCode.WRONG_STATE,
        path=("meeting",),
        vendor_code=refusal.vendor_code,
    )


def does_not_run(refusal: VendorRejected) -> Problem:
    return Conflict(
        message="The meeting is not running: start it first.",
        code=ProblemCode.WRONG_STATE,
        path=("meeting",),
        vendor_code=refusal.vendor_code,
    )


def wrong_password(refusal: VendorRejected, path: Path) -> Problem:
    return InvalidInput(
        message="The password is wrong.",
        code=ProblemCode.INVALID,
        path=path,
        vendor_code=refusal.vendor_code,
    )


def rejected(refusal: VendorRejected, sent: Iterable[str]) -> Problem:
    """A refusal whose reason cannot be determined, with the vendor's message.

    Args:
        sent: the texts of the call; a message that repeats one of them is left out.
    """
    return Rejected(
        message="VConnct refused this.",
        vendor=Vendor.VCONNCT,
        vendor_code=refusal.vendor_code,
        vendor_message=words(refusal.vendor_message, tuple(sent)),
    )


def words(told: str | None, sent: Collection[str]) -> str | None:
    """Those messages of an error that repeat nothing of what was sent, cut to 200 characters."""
    kept = [line for line in (told or "").split("\n") if line and not _repeats(line, sent)]
    return scalars.text(" ".join(kept)[:_LONGEST])


def _repeats(message: str, sent: Collection[str]) -> bool:
    return any(_core(text) in _core(message) for text in sent if text)


def _core(text: str) -> str:
    # A vendor may quote, escape or respell what it repeats. What has neither letter nor digit is in everything.
    return "".join(letter for letter in text.casefold() if letter.isalnum())

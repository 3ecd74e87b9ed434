"""What the contract suite must know of a vendor beside what its adapter declares: `CONTRACT` in its `contract.py`."""

import importlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from models.ids import Kind
from models.vendor import Vendor
from vendors.base import Adapter
from vendors.registry import VENDORS
from vendors.registry_entry import RegistryEntry

Opened = Callable[..., Adapter]
"""Opens an adapter onto the simulator's demo account; see the fixture `opened`."""

FOLDER = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class VendorContract:
    """One vendor's table. Documented bodies are the files in the `payloads` beside it, and named without `.json`.

    Attributes:
        account: the settings of an account that needs no login, without its address.
        meetings: what the call for the list of meetings answers.
        answers: the reads that a documented body answers: its name, and the adapter's method.
        things: the fields of `payloads.py` without which there is no thing, such as `Visit.id`.
        needed: the fields of documented bodies that cost a thing if they are wrong: its names and the envelopes.
        may_be: for a field, such as `status` or, in one body, `visits.status`: odd values that it may have, and why.
        makes: for a field, the attributes that it makes where the documented body shows none, such as those of an empty
            list that cannot be read.
        samples: values of required fields that cannot be "7".
        first_id: a body, the read that it answers, and the place of its first thing's id.
        unknown_id: the id of nothing, in the form of the vendor's ids.
        kinds: what the keys in the vendor's answers are of.
        writes: for each method that writes: what makes ready for one at the simulator's demo account, through the
            adapter, and gives its arguments.
        logins: the paths that a login sends to.
        changing_gets: the paths that the vendor lets a GET change something at.
        told_by_status: the methods whose success the vendor tells by the status alone, whatever the body says.
        short_pages: settings of an account whose lists have short pages.
        paged: the methods of the lists that the vendor gives in pages.
        scale: how large a world has more than a page of each.
        envelope: what stands before and after the rows of the list of meetings.
        row: a row of that list, by its number.
        rows: how many meetings and rooms the simulator shows at scale 8.
        scheduling: the input of `scheduleMeeting`, in GraphQL; `{tablet}` is replaced by the id of a device.
        room: the parts of the key of a room that takes every change that the vendor has.
    """

    account: Mapping[str, Any]
    meetings: Any
    answers: Sequence[tuple[str, str]]
    things: Set[str]
    needed: Set[str]
    may_be: Mapping[str, tuple[tuple[Any, ...], str]] = field(default_factory=dict)
    makes: Mapping[str, Set[str]] = field(default_factory=dict)
    samples: Mapping[str, Any] = field(default_factory=dict)
    first_id: tuple[str, str, tuple[Any, ...]]
    unknown_id: str = "0db9ac9d-ffff-4b9b-987c-50fd77f5d15d"
    kinds: Set[Kind]
    writes: Mapping[str, Callable[[Adapter], Awaitable[tuple[Any, ...]]]]
    logins: tuple[str, ...] = ()
    changing_gets: tuple[str, ...] = ()
    told_by_status: Set[str] = frozenset()
    short_pages: Mapping[str, Any] = field(default_factory=dict)
    paged: Set[str] = frozenset()
    scale: int = 3
    envelope: tuple[str, str]
    row: Callable[[int], Mapping[str, Any]]
    rows: Mapping[str, int] = field(default_factory=dict)
    scheduling: str = ""
    room: tuple[str, ...] = ("65f000000000000000000a01",)


@cache
def contract_of(vendor: Vendor) -> VendorContract:
    """The table of a vendor.

    Raises:
        LookupError: it has none.
    """
    folder = vendor.value.lower()
    try:
        module = importlib.import_module(f"tests.vendors.{folder}.contract")
    except ModuleNotFoundError as error:
        raise LookupError(
            f"{vendor.label} has no table for the contract suite: add tests/vendors/{folder}/contract.py with a "
            "CONTRACT, a VendorContract of tests/vendors/contract/vendor_contract.py, which says what stands there."
        ) from error
    contract: VendorContract = module.CONTRACT
    return contract


def entry_of(vendor: Vendor) -> RegistryEntry:
    """The vendor's entry in the registry."""
    return next(row for row in VENDORS if row.vendor is vendor)


def documented(vendor: str, name: str) -> Any:
    """One of the bodies that the contract of a vendor shows, fresh each time; the vendor by its folder."""
    return json.loads((FOLDER / vendor / "payloads" / f"{name}.json").read_text("utf-8"))


def documented_bodies(vendor: Vendor) -> list[str]:
    """The names of all of them."""
    return sorted(path.stem for path in (FOLDER / vendor.value.lower() / "payloads").glob("*.json"))

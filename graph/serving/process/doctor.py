"""Checks every vendor, the issuers' keys and the store once, and names the variable that is wrong; shows no secret."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from graph.serving.app import utc_now
from graph.serving.authentication.key_source import keys_now
from graph.serving.authentication.settings import IssuerSettings
from graph.serving.authentication.verification_key import BadKey
from graph.serving.process import logs
from graph.serving.process.banner import host_of, store
from graph.serving.settings import Settings
from models.account import Account, first_account
from models.errors import (
    VendorBadResponse,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    VendorTimeout,
    VendorUnreachable,
)
from models.view import with_changes
from store.diagnosis import StoreTrouble, diagnose
from vendors import registry
from vendors.account_settings import AccountSettings, Fields
from vendors.registry_entry import RegistryEntry

NOBODY = "Nobody is let in yet: `meetgraph serve` needs MEETGRAPH_ISSUERS or MEETGRAPH_KEY_PEPPERS.\n"
_OF_ADDRESS: Fields = ("base_url",)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of the check of one vendor, of an issuer or of the store.

    Attributes:
        subject: the vendor, the issuer of tokens or the store.
        is_well: whether the check succeeded.
        ms: how long the answer took.
        words: the result; a whole sentence if the check failed.
        drift: the differences between the vendor's response and its documentation: `path`, `kind` and `count` of each.
    """

    subject: str
    is_well: bool
    ms: int
    words: str
    drift: tuple[Mapping[str, str | int], ...] = ()


def run(settings: Settings, *, as_json: bool) -> int:
    """Writes the results to standard output.

    Returns:
        The exit code: 1 if a check failed.
    """
    # The results are printed here.
    logs.configure("error")
    found = asyncio.run(examined(settings))
    if as_json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in found], indent=2) + "\n")
    else:
        sys.stdout.writelines(_line(finding) for finding in found)
        without = [row.vendor.label for row in registry.VENDORS if getattr(settings, row.account) is None]
        if without:
            sys.stdout.write(f"Without an account here: {', '.join(without)}.\n")
    if not settings.issuers and not settings.key_peppers:
        sys.stderr.write(NOBODY)
    return 0 if all(finding.is_well for finding in found) else 1


async def examined(settings: Settings) -> list[Finding]:
    """The results for each configured vendor, each issuer and for the store; all checks run concurrently."""
    rows = [row for row in registry.VENDORS if getattr(settings, row.account) is not None]
    asked = [_vendor(row, getattr(settings, row.account), settings.tenant) for row in rows]
    issuers = [_issuer(each, f"MEETGRAPH_ISSUERS[{place}]") for place, each in enumerate(settings.issuers)]
    return await asyncio.gather(*asked, *issuers, _store(settings))


async def _vendor(row: RegistryEntry, settings: AccountSettings, tenant: str) -> Finding:
    prefix = f"MEETGRAPH_{row.account.upper()}__"
    account = first_account(tenant, row.vendor)
    return await examined_account(row, account, settings, named=lambda name: f"{prefix}{name.upper()}")


async def examined_account(
    row: RegistryEntry, account: Account, settings: AccountSettings, *, named: Callable[[str], str]
) -> Finding:
    """The result of one read with an account.

    Args:
        row: of its vendor.
        account: which.
        settings: of the account.
        named: how a setting is called to the operator.
    """
    adapter = row.adapter.open(account, settings, now=utc_now)
    began = time.monotonic()
    try:
        await adapter.probe()
    except VendorError as error:
        return _found(row.vendor.label, began, False, _words(settings, error, named))
    finally:
        await adapter.aclose()
    well = _found(row.vendor.label, began, True, f"{host_of(settings.base_url)} takes the credentials")
    drift = ({"path": one.path, "kind": one.kind.value, "count": one.count} for one in adapter.health().drift)
    return with_changes(well, drift=tuple(drift))


async def _issuer(issuer: IssuerSettings, place: str) -> Finding:
    subject, began = f"Issuer {issuer.issuer}", time.monotonic()
    variable = f"{place}.{'jwks' if issuer.jwks_url is None else 'jwks_url'}"
    try:
        keys = await keys_now(issuer)
    except BadKey as bad:
        return _found(subject, began, False, f"Its keys cannot be fetched: {bad}. Look at {variable}.")
    usable = {algorithm for _, algorithm in keys} & {*issuer.algorithms}
    if not usable:
        return _found(subject, began, False, f"No key of it can be used. Look at {variable}.")
    return _found(subject, began, True, f"usable keys: {len(keys)}, for {', '.join(sorted(usable))}")


async def _store(settings: Settings) -> Finding:
    began = time.monotonic()
    try:
        state = await diagnose(settings)
    except StoreTrouble as trouble:
        return _found("Store", began, False, str(trouble))
    return _found("Store", began, True, f"{store(settings)} {state}")


def _found(subject: str, began: float, is_well: bool, words: str) -> Finding:
    return Finding(subject, is_well, round((time.monotonic() - began) * 1000), words)


def _line(finding: Finding) -> str:
    mark = "ok   " if finding.is_well else "WRONG"
    drift = (f"{'':18} drift {one['kind']} {one['path']} ({one['count']} seen)\n" for one in finding.drift)
    return f"{finding.subject:18} {mark} {finding.ms:6} ms  {finding.words}\n" + "".join(drift)


def _words(account: AccountSettings, error: VendorError, named: Callable[[str], str]) -> str:
    reason, suspects = _refused(account, error) if isinstance(error, VendorRejected) else _unanswered(error)
    names = ", ".join(map(named, suspects))
    return f"{reason} {f'Look at {names}.' if suspects else 'Try again later.'}"


def _refused(account: AccountSettings, error: VendorRejected) -> tuple[str, Fields]:
    """The reason, and the settings of the account to look at."""
    # Some vendors report an error in the body of a 200.
    status = int(error.vendor_code) if error.vendor_code in ("401", "403", "404") else error.status
    match status:
        case 401:
            return "It does not take the credentials (401).", account.credentials
        case 403:
            reason = "It forbids the call (403): the account's plan, the user's rights, or the addresses it allows."
            return reason, (*account.credentials, *account.names)
        case 404:
            return "It has no such page or account (404).", (*account.names, *_OF_ADDRESS)
        case _:
            code = f", code {error.vendor_code}" if error.vendor_code else ""
            return f"It refuses the call ({status}{code}).", account.names or account.credentials


def _unanswered(error: VendorError) -> tuple[str, Fields]:
    match error:
        case VendorUnreachable(obstacle=obstacle) if obstacle is not None:
            return f"There is no connection: {obstacle.value}.", _OF_ADDRESS
        case VendorUnreachable(status=int(status)):
            return f"It fails ({status}), whoever asks.", ()
        case VendorUnreachable():
            return "The connection ends before it has answered.", _OF_ADDRESS
        case VendorTimeout():
            return "It does not answer in time.", _OF_ADDRESS
        case VendorRateLimited():
            return "It asks to slow down (429), so nothing is known of the credentials.", ()
        case VendorBadResponse():
            return (
                "What answers there speaks another language: a web page, a redirect, another API.",
                _OF_ADDRESS,
            )
        case _:
            return str(error), ()

"""The console commands for tenants, their accounts, and the keys of the store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from models.account import Account
    from store.settings import StoreSettings

tenants = typer.Typer(help="Add, list and remove tenants.", no_args_is_help=True)
accounts = typer.Typer(
    help="Set, test, list and remove the tenants' accounts at the vendors.", no_args_is_help=True
)
store = typer.Typer(help="Care for what is stored.", no_args_is_help=True)

Tenant: TypeAlias = Annotated[str, typer.Argument(help="The tenant's name, as tokens carry it.")]
VendorName: TypeAlias = Annotated[str, typer.Argument(help="The vendor.")]
Name: TypeAlias = Annotated[
    str | None,
    typer.Option(help="The account's name, if it is not the tenant's first one at the vendor."),
]


@tenants.command("add")
def _add(tenant: Tenant) -> None:
    """Add a tenant, with a data key of its own. It ends with 1 where there is one of this name."""
    from graph.serving.process import tenants

    raise typer.Exit(tenants.add(_settings(), tenant))


@tenants.command("list")
def _listed() -> None:
    """List the tenants, one a line: `tenant <name> <number of accounts> <added at>`."""
    from graph.serving.process import tenants

    raise typer.Exit(tenants.listed(_settings()))


@tenants.command("remove")
def _removed(tenant: Tenant) -> None:
    """Remove a tenant, its accounts and its data key, and say what is left: `remains <collection> <number>`.

    What is left was stored by commands and writes. It ends by itself, and nobody can read it through the API.
    """
    from graph.serving.process import tenants

    raise typer.Exit(tenants.remove(_settings(), tenant))


@accounts.command("set")
def _set(
    tenant: Tenant,
    vendor: VendorName,
    name: Name = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file with the settings, or - for standard input. Without it, the environment's "
            "MEETGRAPH_<VENDOR>__ variables are taken."
        ),
    ] = None,
) -> None:
    """Set an account, new or in place of its earlier settings. Gateways take it up within 10 seconds."""
    from graph.serving.process import accounts

    raise typer.Exit(accounts.put(_settings(), _account(tenant, vendor, name), file))


@accounts.command("test")
def _tested(tenant: Tenant, vendor: VendorName, name: Name = None) -> None:
    """Make one read with an account. It ends with 0 where the vendor answers, and with 1 where something is wrong."""
    from graph.serving.process import accounts

    raise typer.Exit(accounts.tried(_settings(), _account(tenant, vendor, name)))


@accounts.command("list")
def _accounts_listed(
    tenant: Annotated[str | None, typer.Argument(help="The tenant; without it, all.")] = None,
) -> None:
    """List the accounts, one a line: `account <tenant> <vendor> <name>`, with `-` for a first account."""
    from graph.serving.process import accounts

    raise typer.Exit(accounts.listed(_settings(), tenant))


@accounts.command("remove")
def _account_removed(tenant: Tenant, vendor: VendorName, name: Name = None) -> None:
    """Remove an account. Its subscriptions end within 10 seconds, with an error that says so."""
    from graph.serving.process import accounts

    raise typer.Exit(accounts.remove(_settings(), _account(tenant, vendor, name)))


@store.command("rekey")
def _rekeyed() -> None:
    """Encrypt everything anew with the first of MEETGRAPH_STORE_KEYS, while gateways run.

    Give all gateways the new key first, before the old ones: from the start of this command on a gateway without it is
    refused. It prints `anew <collection> <number>` for what was encrypted anew, `unreadable <collection> <number>` for
    what no key decrypts, and `compared <collection> <number>` for what is still compared with the old key. It ends with
    1 where it did not come to its end; a further run continues.

    Digests cannot be made anew, because what they are of is not stored. Those of API keys are made with
    MEETGRAPH_KEY_PEPPERS, not with these keys: `pepper <name> <number>` says how many good API keys need a pepper. Keep
    each pepper until its keys have expired or are revoked; `meetgraph keys list` names the pepper of each.
    """
    from graph.serving.process import rekey

    raise typer.Exit(rekey.run(_settings()))


def _settings() -> "StoreSettings":
    from graph.serving.environment import Misconfigured, read_store

    try:
        return read_store()
    except Misconfigured as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _account(tenant: str, vendor: str, name: str | None) -> "Account":
    from graph.serving.process import accounts

    found = accounts.account(tenant, vendor, name)
    if found is None:
        raise typer.Exit(2)
    return found

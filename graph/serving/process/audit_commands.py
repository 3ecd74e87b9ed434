"""The console commands for the audit log."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.settings import StoreSettings

audit = typer.Typer(help="Verify, export and prune the audit log.", no_args_is_help=True)


@audit.command("head")
def _head() -> None:
    """Print the end of every chain, one a line: `head <chain> <number> <sequence> <mac>`.

    Keep it where whoever can change the database cannot: only against it `verify` sees what was cut off at the end.
    """
    from graph.serving.process import audit

    raise typer.Exit(audit.head(_settings()))


@audit.command("verify")
def _verify(
    head: Annotated[
        str | None, typer.Option(help="What `audit head` printed before, or a file with it.")
    ] = None,
) -> None:
    """Verify every entry, and name the place of each that was removed, changed, inserted or cut off: `flaw <place>`.

    It ends with 0 where all is well, with 1 where something is not, and with 2 where `--head` cannot be read.
    """
    from graph.serving.process import audit

    raise typer.Exit(audit.verify(_settings(), head))


@audit.command("export")
def _export(
    tenant: Annotated[str | None, typer.Option(help="Only entries of this tenant.")] = None,
    since: Annotated[str | None, typer.Option(help="Only entries of this time or later, in UTC.")] = None,
) -> None:
    """Print the entries as JSON, one a line, the oldest first."""
    from graph.serving.process import audit

    raise typer.Exit(audit.export(_settings(), tenant, since))


@audit.command("prune")
def _prune() -> None:
    """Remove entries that are older than MEETGRAPH_AUDIT_DAYS, and say how many: `pruned <tenant> <number>`.

    The log is verified before; where it is not well, it ends with 1 and nothing is removed. A checkpoint stays, with
    which the rest can be verified. Run one at a time.
    """
    from graph.serving.process import audit

    raise typer.Exit(audit.prune(_settings()))


def _settings() -> "StoreSettings":
    from graph.serving.environment import Misconfigured, read_store

    try:
        return read_store()
    except Misconfigured as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None

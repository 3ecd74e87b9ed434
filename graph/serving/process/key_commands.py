"""The console commands for API keys."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.serving.environment import KeyEnvironment

keys = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)


@keys.command("create")
def _create(
    tenant: Annotated[str, typer.Argument(help="The tenant.")],
    caller: Annotated[
        str,
        typer.Argument(
            help="The caller's name, its id within the tenant; a token's `sub` names the same caller."
        ),
    ],
    role: Annotated[list[str] | None, typer.Option(help="A role; may be given again.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="A scope; may be given again.")] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="After how many days it expires.")] = 90,
    pepper: Annotated[
        str | None,
        typer.Option(help="The name of the pepper; the first of MEETGRAPH_KEY_PEPPERS by default."),
    ] = None,
) -> None:
    """Create a key, and print it once: `key <key>` and `expires <time>`. Nobody can find it out later."""
    from graph.serving.process import keys

    settings = _settings()
    raise typer.Exit(
        keys.create(
            settings,
            settings,
            served=settings.tenant,
            tenant=tenant,
            caller=caller,
            roles=role or [],
            scopes=scope or [],
            days=days,
            pepper=pepper,
        )
    )


@keys.command("list")
def _listed(
    tenant: Annotated[str | None, typer.Argument(help="The tenant; without it, all.")] = None,
) -> None:
    """List the keys, one a line: `key <id> <state> <tenant> <allows> <pepper> <created> <expires> <caller>`."""
    from graph.serving.process import keys

    raise typer.Exit(keys.listed(_settings(), tenant))


@keys.command("revoke")
def _revoke(id: Annotated[str, typer.Argument(help="The key's id.")]) -> None:
    """Revoke a key. Every gateway refuses it within 30 seconds, and ends its WebSockets and event streams."""
    from graph.serving.process import keys

    raise typer.Exit(keys.revoke(_settings(), id))


def _settings() -> "KeyEnvironment":
    from graph.serving.environment import Misconfigured, read_keys

    try:
        return read_keys()
    except Misconfigured as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None

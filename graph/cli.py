"""The console command: `meetgraph demo | serve | simulators | schema | settings`."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from graph import demo as demonstration
from graph import logs
from graph.app import create_app
from graph.schema import build
from graph.server import Config, Server
from graph.settings import RENAMED, Settings, table

app = typer.Typer(
    help="One GraphQL API over four video-meeting vendors.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_SETTINGS_HEAD = """\
# Settings

`meetgraph serve` reads these from the environment; a vendor none of whose variables is set has no account here and is
left out of every list. A list is written as JSON, such as `["10001", "10002"]`. `meetgraph demo` reads none of them.
"""


@app.command()
def demo(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65531, help="The gateway's port.")] = 8000,
) -> None:
    """Start the four simulators and a gateway over them, on loopback only."""
    raise typer.Exit(demonstration.run(port))


@app.command()
def serve() -> None:
    """Start the gateway; what it needs is read from the environment (MEETGRAPH_...)."""
    wanted = _wanted()
    logs.configure(wanted.log_level)
    config = Config(
        create_app(wanted),
        message_bytes=wanted.socket_message_bytes,
        stall_seconds=wanted.stream_stall_seconds,
        host=wanted.host,
        port=wanted.port,
        timeout_graceful_shutdown=wanted.shutdown_seconds,
    )
    with suppress(KeyboardInterrupt):
        Server(config).run()


@app.command()
def simulators(
    port: Annotated[
        int, typer.Option(envvar="PORT", min=1, max=65532, help="The first of four ports.")
    ] = 8001,
) -> None:
    """Start the four simulators alone, on loopback."""
    raise typer.Exit(demonstration.run_simulators(port))


@app.command()
def schema(
    check: Annotated[bool, typer.Option(help="Only tell whether the file is up to date.")] = False,
    file: Annotated[Path, typer.Option(help="The file to write.")] = Path("schema.graphql"),
) -> None:
    """Write the public contract, schema.graphql."""
    text = build().as_str() + "\n"
    if check:
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            typer.echo(
                f"{file} is not what the code says; run `meetgraph schema` and commit the result.", err=True
            )
            raise typer.Exit(1)
        return
    file.write_text(text, encoding="utf-8")


@app.command()
def settings() -> None:
    """Print every setting of `serve` as a Markdown table."""
    typer.echo(f"{_SETTINGS_HEAD}\n{table()}", nl=False)


def _wanted() -> Settings:
    for old, new in RENAMED.items():
        if old in os.environ:
            typer.echo(
                f"{old}: This is {new} now; its entries hold for HTTP and event streams, too.", err=True
            )
            raise typer.Exit(2)
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = "MEETGRAPH_" + "__".join(str(part).upper() for part in problem["loc"])
            typer.echo(f"{name}: {problem['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None
    except SettingsError as error:
        # It names the account and never the value.
        typer.echo(f"A MEETGRAPH_ variable that must be JSON is not: {error}.", err=True)
        raise typer.Exit(2) from None


def main() -> None:
    app(prog_name="meetgraph")


if __name__ == "__main__":
    main()

"""The console command `meetgraph`: the gateway, the demo, and what operators do.

Each command imports what it needs when it runs, so that help and errors are fast.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from graph.serving.process import audit_commands, key_commands, tenant_commands
from models.vendor import Vendor
from runtime.word_lists import listed

if TYPE_CHECKING:
    from graph.serving.settings import Settings

app = typer.Typer(
    help=f"One GraphQL API over video-meeting vendors: {listed([vendor.label for vendor in Vendor])}.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(audit_commands.audit, name="audit")
app.add_typer(key_commands.keys, name="keys")
app.add_typer(tenant_commands.tenants, name="tenants")
app.add_typer(tenant_commands.accounts, name="accounts")
app.add_typer(tenant_commands.store, name="store")

_SETTINGS_HEAD = """\
# Settings

`meetgraph serve` and `meetgraph doctor` read these variables from the environment. A vendor without any variables has
no account and is left out of every list. Write a list as JSON, such as `["10001", "10002"]`. Any other variable whose
name begins with `MEETGRAPH_` is refused. `meetgraph demo` reads none of them.
"""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"meetgraph {version('meetgraph')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    port: Annotated[
        int,
        typer.Option(
            envvar="PORT",
            min=1,
            max=65535 - len(Vendor),
            help="The gateway's port; the simulators take the next ones.",
        ),
    ] = 8000,
) -> None:
    """Try it out: simulated vendors and a gateway over them.

    Everything is on loopback, in an empty memory, and gone after Ctrl-C. It reads no MEETGRAPH_ variable.
    """
    with _ending_well() as goes_on:
        from graph.serving.process import demo

        goes_on()
        raise typer.Exit(demo.run(port))


@app.command()
def serve() -> None:
    """Serve your own accounts: the environment's MEETGRAPH_ variables say which.

    `meetgraph settings` lists the variables, and `meetgraph doctor` tries the accounts. It ends with 0 after SIGTERM or
    Ctrl-C, with 1 where its port is in use, and with 2 where a variable is wrong; then nothing was started.
    """
    with _ending_well() as goes_on:
        wanted = _wanted()
        from graph.serving.process import serve

        goes_on()
        raise typer.Exit(serve.run(wanted))


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Write what was found as JSON, for programs.")] = False,
) -> None:
    """Ask each vendor, the issuers of tokens and the store once, and say what is wrong with which variable.

    It reads the same variables as `serve`, makes one read at each vendor, changes nothing, and shows no secret. It ends
    with 0 where all is well, with 1 where something is not, and with 2 where a variable is wrong.
    """
    with _ending_well() as goes_on:
        wanted = _wanted(serves=False)
        from graph.serving.process import doctor

        goes_on()
        raise typer.Exit(doctor.run(wanted, as_json=json))


@app.command()
def simulators(
    port: Annotated[
        int,
        typer.Option(
            envvar="PORT", min=1, max=65536 - len(Vendor), help="The first port; each simulator has its own."
        ),
    ] = 8001,
) -> None:
    """Start the simulated vendors alone, on loopback."""
    with _ending_well() as goes_on:
        from graph.serving.process import demo

        goes_on()
        raise typer.Exit(demo.run_simulators(port))


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 where the file is not up to date.")
    ] = False,
    file: Annotated[Path, typer.Option(help="The file to write.")] = Path("schema.graphql"),
    scopes: Annotated[
        bool,
        typer.Option(help="Whether it has @authenticated and @requiresScopes, which Apollo Gateway refuses."),
    ] = True,
) -> None:
    """Write the public contract, schema.graphql, for clients to generate their code from."""
    from graph.schema.build import build
    from graph.schema.sdl import without_scopes

    text = (build().as_str() if scopes else without_scopes(build().as_str())) + "\n"
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
    """List every variable that `serve` and `doctor` read, as Markdown."""
    from graph.serving.settings import table

    typer.echo(f"{_SETTINGS_HEAD}\n{table()}", nl=False)


def _wanted(*, serves: bool = True) -> "Settings":
    from graph.serving.environment import Misconfigured, read

    try:
        return read(serves=serves)
    except Misconfigured as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@contextmanager
def _ending_well() -> Iterator[Callable[[], None]]:
    """Handles SIGINT and SIGTERM as a normal end, also before the server runs.

    Gives what is to be called after imports, where a signal that came meanwhile ends it: inside of the callbacks that
    imports make, Python prints what a signal's handler raises, and goes on. A second signal does not wait for that.
    """
    imports, is_over = True, False

    def end(_: int, __: FrameType | None) -> None:
        nonlocal is_over
        ends_later, is_over = imports and not is_over, True
        if not ends_later:
            raise SystemExit(0)

    def goes_on() -> None:
        nonlocal imports
        imports = False
        if is_over:
            raise SystemExit(0)

    before = {name: signal.signal(name, end) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield goes_on
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def main() -> None:
    app(prog_name="meetgraph")


if __name__ == "__main__":
    main()

"""The command line, thin over the library: results to standard output, all else to the other."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.asking import add_asking_commands
from api.commands.evaluating import add_evaluating_command
from api.commands.ingesting import add_reading_commands
from api.commands.listing import add_listing_commands
from api.commands.matrix import add_matrix_command
from api.commands.notifying import notify
from api.commands.queueing import add_queue_commands
from api.commands.replaying import replay
from api.commands.serving import add_server_commands
from api.commands.upkeep import add_library_commands

app = typer.Typer(
    name="pincite",
    help="Answers questions over a collection of reports and pins every sentence to its words.",
    epilog="Exit status: 0 done or found, 1 not found, 2 not understood, 3 no library.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _tell_version(show: bool) -> None:
    if show:
        from api.etags import release

        typer.echo(f"pincite {release()}")
        raise typer.Exit


@app.callback()
def pincite(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Tell the version and stop."
        ),
    ] = False,
) -> None:
    """Answers questions over a collection of reports and pins every sentence to its words."""


add_asking_commands(app)
add_listing_commands(app)
add_matrix_command(app)
add_reading_commands(app)
add_queue_commands(app)
add_library_commands(app)
app.command()(notify)
app.command()(replay)
add_evaluating_command(app)
add_server_commands(app)


def main() -> None:
    app(prog_name="pincite")

"""`isoplan web`: a page in the browser, for those who never open a terminal."""

import math
from pathlib import Path

import click

from isoplan.cli.commands.shared import DEFAULTS, FiniteRange, reported
from isoplan.cli.process.streams import say
from isoplan.models.base.errors import IsoPlanError

HERE = "127.0.0.1"
SHORTEST_PASSWORD = 12
"""Letters of the password of an office."""
PACKAGES = {"starlette", "uvicorn", "tomlkit", "jinja2", "xlsxwriter", "icalendar"}
"""Of the extra ``web``."""
LACKS = (
    "Everybody who has the password may plan here. What goes over the network is not "
    "encrypted: keep to a network that you trust, or put a server with TLS in front."
)


CLIENTS_STAY_HERE = (
    "--clients is for this computer alone, and --listen for others: everybody who has "
    "the password would see every client; leave one of them out"
)


class PageRefused(IsoPlanError):
    """The page cannot be shown: a missing package, a password that is none."""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of this computer; one that is free if left out.",
)
@click.option("--no-browser", is_flag=True, help="Only show the address.")
@click.option(
    "--listen",
    default=HERE,
    metavar="ADDRESS",
    help="Another address than this computer's own: for an office, with a password.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its first line is the password; asked for on a terminal if left out.",
)
@click.option(
    "--clients",
    type=click.Path(path_type=Path),
    metavar="RESULTS",
    help="List the clients of a batch: the folder that isoplan batch wrote.",
)
@click.option(
    "--time-limit",
    type=FiniteRange(min=0, min_open=True, max=3600),
    default=DEFAULTS.time_limit_s,
    show_default=True,
    metavar="SECONDS",
    help="Of one plan.",
)
def web(
    *,
    port: int,
    no_browser: bool,
    listen: str,
    password_file: Path | None,
    clients: Path | None,
    time_limit: float,
) -> None:
    """Open a page in the browser to write, check and plan a scenario.

    Nothing leaves this computer, and nothing is kept: what you want to keep, download.
    Ctrl-C ends it.

    \N{BACKSPACE}
    For example:
        isoplan web
    with the clients of isoplan batch clients -o results:
        isoplan web --clients results
    """
    with reported():
        if clients is not None and listen != HERE:
            raise click.UsageError(CLIENTS_STAY_HERE)
        password = "" if listen == HERE else _password(password_file)
        if password_file is not None and listen == HERE:
            raise click.UsageError("--password-file goes with --listen")
        _needed()
        from isoplan.cli.web.serving import Served, serve

        if password:
            say(LACKS)
        batch = None
        if clients is not None:
            from isoplan.cli.batch.finished import FinishedBatch

            batch = FinishedBatch.in_folder(clients)
        served = Served(listen, port, password, math.ceil(time_limit), batch)
        serve(served, say, browse=not no_browser and not password)


def _needed() -> None:
    """Refuse to go on without the packages of the page.

    Raises:
        PageRefused: If one is missing.
    """
    from importlib.util import find_spec

    if missing := sorted(each for each in PACKAGES if find_spec(each) is None):
        raise PageRefused(
            f"the page needs the package {missing[0]}, which is not installed; "
            "run pip install 'isoplan[web]'"
        )


def _password(file: Path | None) -> str:
    """Return the password of an office.

    Raises:
        PageRefused: If it cannot be read, or is too short.
    """
    if file is None:
        said = str(click.prompt("Password of the page", hide_input=True, err=True))
    else:
        try:
            said = file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise PageRefused(f"{file}: it cannot be read: {why}") from error
    if len(said) < SHORTEST_PASSWORD:
        raise PageRefused(
            f"the password has {len(said)} letters; give one of at least "
            f"{SHORTEST_PASSWORD}"
        )
    return said

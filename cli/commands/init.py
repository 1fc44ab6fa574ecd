"""``isoplan init``: write a commented scenario to start from, or a shipped example."""

from importlib.resources import files
from pathlib import Path

import click

from isoplan.cli.layout.width import fitting, terminal_width
from isoplan.cli.process.exit_codes import ExitCode
from isoplan.cli.process.streams import say
from isoplan.cli.process.whole_files import write_new
from isoplan.models.base.problems import near_match
from isoplan.scenarios import examples, story


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--example",
    metavar="NAME",
    help="Write this shipped example instead, to NAME.toml if FILE is left out.",
)
@click.option(
    "--examples",
    "list_examples",
    is_flag=True,
    help="List the shipped examples, and write nothing.",
)
def init(*, file: Path | None, example: str | None, list_examples: bool) -> None:
    """Write a commented starter scenario to FILE (scenario.toml).

    It is valid as it stands. A file that exists is never overwritten.

    \N{BACKSPACE}
    For example:
        isoplan init my_options.toml
        isoplan init --example series_b_engineer
    """
    if list_examples:
        click.echo(_listing())
    elif example is None:
        _start(file or Path("scenario.toml"), starter())
    else:
        text = _example(example)
        _start(file or Path(f"{example}.toml"), text)


def _listing() -> str:
    """Return each example with its story, a line each."""
    known = examples()
    width = max(len(name) for name in known)
    lines = (f"{name:{width}}  {story(path)}" for name, path in known.items())
    return fitting("\n".join(lines), terminal_width())


def _example(name: str) -> str:
    """Return the text of an example, or end with the names that there are."""
    known = examples()
    if name not in known:
        meant = near_match(name, known)
        remedy = f"did you mean {meant!r}?" if meant else "choose one of these"
        say(f"Error: there is no example {name!r}; {remedy}")
        say(_listing())
        raise SystemExit(ExitCode.KNOWN_ERROR)
    return known[name].read_text(encoding="utf-8")


def _start(file: Path, text: str) -> None:
    """Write a scenario to a new file, and say what to do with it."""
    try:
        _write(file, text)
    except FileExistsError:
        reason = "it exists already, and is not overwritten"
        _refuse(file, reason, "name another file, or remove this one")
    except FileNotFoundError:
        _refuse(file, f"there is no folder {file.parent}", "create it first")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        _refuse(file, f"it cannot be written: {why}", "name another file")
    click.echo(f"Wrote {file}. Put in your own figures, then run: isoplan check {file}")


def starter() -> str:
    """Return the text of the starter scenario."""
    return files("isoplan.cli").joinpath("starter.toml").read_text(encoding="utf-8")


def _write(file: Path, text: str) -> None:
    if file.suffix.lower() == ".json":
        raise ValueError("the scenario is TOML, whose comments JSON cannot hold")
    write_new(file, text)


def _refuse(file: Path, reason: str, remedy: str) -> None:
    say(f"Error: {file}: {reason}; {remedy}")
    raise SystemExit(ExitCode.KNOWN_ERROR)

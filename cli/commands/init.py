"""``isoplan init``: write a commented scenario to start from."""

from importlib.resources import files
from pathlib import Path

import click


@click.command()
@click.argument(
    "file",
    type=click.Path(path_type=Path),
    default=Path("scenario.toml"),
    required=False,
)
def init(*, file: Path) -> None:
    """Write a commented starter scenario to FILE (scenario.toml).

    It is valid as it stands. A file that exists is never overwritten.

    \N{BACKSPACE}
    For example:
        isoplan init my_options.toml
    """
    try:
        _write(file)
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


def _write(file: Path) -> None:
    if file.suffix.lower() == ".json":
        raise ValueError("the starter is TOML, whose comments JSON cannot hold")
    with file.open("x", encoding="utf-8") as opened:
        opened.write(starter())


def _refuse(file: Path, reason: str, remedy: str) -> None:
    click.echo(f"Error: {file}: {reason}; {remedy}", err=True)
    raise SystemExit(1)

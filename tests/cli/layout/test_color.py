"""Colors: on a terminal alone, and never the only sign."""

import click
import pytest
from click.testing import CliRunner

from isoplan.cli.commands.shared import shown
from isoplan.cli.layout.color import painted

TEXT = """Series B engineer     proven within $0.14
NOW    2026-12-31  exercise 1
NOWHERE is no label
  year  cash $
  ----  ------
  2026       1
Best plan found in 60 s; a better one may exist, by at most $1."""


def test_paint_adds_no_word() -> None:
    """Without its colors the text is as it was."""
    colored = painted(TEXT)
    assert click.unstyle(colored) == TEXT
    lines = dict(zip(TEXT.split("\n"), colored.split("\n"), strict=True))
    changed = [line.split()[0] for line, paint in lines.items() if line != paint]
    assert changed == ["Series", "NOW", "----", "Best"]


@pytest.mark.parametrize(
    ("on_terminal", "env", "has_color"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_a_terminal_alone_gets_colors(
    on_terminal: bool, env: dict[str, str], has_color: bool
) -> None:
    """Unless NO_COLOR or a dumb terminal asks for none."""

    @click.command()
    def show() -> None:
        shown(TEXT)

    given = {"NO_COLOR": None, "TERM": "xterm", **env}
    done = CliRunner(env=given).invoke(show, color=on_terminal)
    assert ("\x1b[" in done.stdout) == has_color
    assert click.unstyle(done.stdout) == TEXT + "\n"

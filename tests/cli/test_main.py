"""The group of commands: near matches, and completion."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from isoplan.cli.main import COMMANDS, main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["paln"], "there is no command 'paln'; did you mean 'plan'?"),
        (["Compare"], "there is no command 'Compare'; did you mean 'compare'?"),
        (["xyz"], f"there is no command 'xyz'; commands: {', '.join(COMMANDS)}"),
        (
            ["my.toml"],
            "'my.toml' is a file, not a command; try: isoplan plan my.toml",
        ),
        (["plan", "--jsn", "x"], "Did you mean --json?"),
        (["compare", "--time-limt", "1", "x"], "Did you mean --time-limit?"),
    ],
)
def test_a_mistyped_word_gets_its_near_match(words: list[str], said: str) -> None:
    """Exit code 2, and nothing on standard output."""
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stdout) == (2, "")
    quoted = done.stderr.replace("'--json'", "--json")  # of click 8.2 and later
    assert said in quoted.replace("'--time-limit'", "--time-limit")


def test_the_first_screen_of_help_fits() -> None:
    """In 80 columns, with an example of the way to a plan."""
    done = CliRunner().invoke(main, ["--help"])
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "isoplan plan my_options.toml" in done.stdout
    assert "..." not in done.stdout.split("Commands:")[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("isoplan pl", ["plan"]),
        ("isoplan plan --ac", ["--actions"]),
        ("isoplan plan --solver ", ["auto", "cbc", "highs", "priced"]),
        ("isoplan states C", ["ca", "co", "ct"]),
    ],
)
def test_the_shell_completes(words: str, expected: list[str]) -> None:
    """What a user of bash would be offered."""
    env = os.environ | {
        "_ISOPLAN_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    call = "import sys; sys.argv[0] = 'isoplan'; "
    call += "from isoplan.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", call],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    offered = [line.split(",")[1] for line in done.stdout.splitlines()]
    assert offered == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_fits(command: str) -> None:
    """Its example too, in 80 columns."""
    done = CliRunner().invoke(main, [command, "--help"])
    assert max(map(len, done.stdout.splitlines())) <= 80

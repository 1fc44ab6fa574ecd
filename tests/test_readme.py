"""The README's commands and claims, run."""

import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import COMMANDS, main
from isoplan.optimizer.firmness import firmness
from shown_output import CELL, differences, without_lots_of_sales


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    """The README's text."""
    return (root / "README.md").read_text(encoding="utf-8")


def commands(readme: str) -> list[list[str]]:
    """Return each `isoplan` command line in the README's code blocks."""
    blocks = re.findall(r"^```\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    called = [line.split("#")[0].split() for line in lines]
    return [
        words[1:]
        for words in called
        if words and Path(words[0]).name == "isoplan" and len(words) > 1
    ]


def test_every_command_line_works(
    readme: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the README, in a folder with the scenarios beside.

    No plan is solved again for its first step: the sample's output below is.
    """
    monkeypatch.setattr(firmness, "QUICK_S", 0.0)
    shutil.copytree(root / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    called = commands(readme)
    assert len(called) >= 4
    for words in called:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, (words, done.stderr)


def sample_parts(text: str) -> list[str]:
    """Return the first screen of `isoplan plan` and the three paragraphs after it."""
    return text.strip().strip("`").strip().split("\n\n")[:4]


def sample_shown(readme: str) -> str:
    """Return the sample's output as the README shows it."""
    return readme.split("begin -->")[1].split("<!--")[0]


def changes(shown: str, printed: str) -> list[str]:
    """Return where two outputs of the sample differ; see :func:`differences`."""
    parts = zip(sample_parts(shown), sample_parts(printed), strict=True)
    return [
        each
        for place, (ours, theirs) in enumerate(parts)
        for each in differences(ours, theirs, *([CELL] if place == 1 else []))
    ]


def test_the_sample_output_is_what_plan_prints(
    readme: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first screen and the years shown are those of today.

    However slow the machine is, the exit price is tried. PuLP's CBC, which chose the
    lots that the README sells, runs on Linux; elsewhere HiGHS may be the one asked.
    """
    monkeypatch.setattr(firmness, "QUICK_S", 60.0)
    sample = root / "scenarios" / "series_b_engineer.toml"
    done = CliRunner().invoke(main, ["plan", str(sample)])
    texts = sample_shown(readme), done.stdout
    if sys.platform != "linux":
        texts = without_lots_of_sales(texts[0]), without_lots_of_sales(texts[1])
    assert changes(*texts) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("NOW    2026-12-31", "NOW    2026-12-30", id="a-day"),
        pytest.param("all back by 2031", "all back by 2032", id="a-year"),
        pytest.param("of 2023 hire 2026", "of 2023 hire 2025", id="a-lot"),
        pytest.param("10 more actions", "11 more actions", id="a-count"),
        pytest.param("6,316 of 2023 hire", "6,316 of 2025 refresh", id="a-grant"),
        pytest.param("8,372 of 2023", "8,381 of 2023", id="nine-shares"),
        pytest.param("$648,440 after", "$649,100 after", id="dollars"),
        pytest.param("       1   35,316", "       9   35,316", id="a-cell"),
        pytest.param("  2032*+ ", "  2033*+ ", id="a-year-of-the-table"),
    ],
)
def test_what_changes_in_the_sample_output_is_seen(
    readme: str, old: str, new: str
) -> None:
    """A word of it, of any kind."""
    shown = sample_shown(readme)
    assert changes(shown, shown) == []
    assert old in shown
    assert len(changes(shown, shown.replace(old, new))) == 1


def test_every_command_and_option_is_mentioned(readme: str) -> None:
    """The table has all commands; the text names the options of a solve."""
    for command in COMMANDS:
        assert f"`isoplan {command}" in readme
    for option in ("--json", "--solver", "--time-limit", "--gap"):
        assert option in readme


def test_the_pip_lines_fit_the_package(readme: str, root: Path) -> None:
    """The extras that the README installs exist."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    for extra in re.findall(r"(?:\.|isoplan)\[(\w+)\]", readme):
        assert extra in project["project"]["optional-dependencies"]

"""The README's commands and claims, run."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import COMMANDS, main
from isoplan.optimizer.firmness import firmness


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


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def test_the_sample_output_is_what_plan_prints(
    readme: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first screen and the years shown are those of today.

    On another machine the solver may round a few shares otherwise: words must agree,
    and numbers within a percent. However slow it is, the exit price is tried.
    """
    monkeypatch.setattr(firmness, "QUICK_S", 60.0)
    sample = root / "scenarios" / "series_b_engineer.toml"
    done = CliRunner().invoke(main, ["plan", str(sample)])
    shown = readme.split("begin -->")[1].split("<!--")[0].strip().strip("`").strip()
    for ours, theirs in zip(
        shown.split("\n\n")[:4], done.stdout.strip().split("\n\n")[:4], strict=True
    ):
        words = [" ".join(NUMBER.sub("#", text).split()) for text in (ours, theirs)]
        assert words[0] == words[1], theirs
        for one, other in zip(
            NUMBER.findall(ours), NUMBER.findall(theirs), strict=True
        ):
            a, b = float(one.replace(",", "")), float(other.replace(",", ""))
            assert a == pytest.approx(b, rel=0.01, abs=20)


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

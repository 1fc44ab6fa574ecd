"""``isoplan init --example`` and ``--examples``: the shipped scenarios."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from isoplan.cli.commands.init import init
from isoplan.scenarios import examples, story

pytestmark = pytest.mark.usefixtures("room_for_lines")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(init, list(arguments))


def test_every_scenario_is_an_example(root: Path) -> None:
    """By the name of its file; those whose future parts come last."""
    shipped = root / "scenarios"
    names = [path.stem for path in sorted(shipped.glob("*.toml"))]
    parting = [path.stem for path in sorted(shipped.glob("uncertain/*.toml"))]
    assert list(examples()) == names + parting
    assert len(names) >= 17
    assert len(parting) == 6


@pytest.mark.parametrize("name", examples())
def test_an_example_is_copied_as_it_is(name: str, root: Path, tmp_path: Path) -> None:
    """With its comments, to a file of its name."""
    result = run("--example", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Wrote {name}.toml. ")
    (shipped,) = (root / "scenarios").rglob(f"{name}.toml")
    assert (tmp_path / f"{name}.toml").read_bytes() == shipped.read_bytes()


def test_an_example_under_another_name(tmp_path: Path) -> None:
    """FILE says where it goes."""
    assert run("mine.toml", "--example", "stuck_credit").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_an_example_overwrites_nothing(tmp_path: Path) -> None:
    """Neither under its own name nor under another."""
    (tmp_path / "stuck_credit.toml").write_text("precious", encoding="utf-8")
    for arguments in ([], ["stuck_credit.toml"]):
        result = run("--example", "stuck_credit", *arguments)
        assert result.exit_code == 1
        assert "it exists already, and is not overwritten" in result.stderr
    kept = (tmp_path / "stuck_credit.toml").read_text(encoding="utf-8")
    assert kept == "precious"


def test_the_list_tells_each_story(tmp_path: Path) -> None:
    """A line each; nothing is written."""
    result = run("--examples")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == len(examples())
    for line, (name, path) in zip(lines, examples().items(), strict=True):
        assert line.split(maxsplit=1) == [name, story(path)]
        assert len(line) <= 110
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("stuck", "did you mean 'stuck_credit'?"),
        ("Series_B_engineer", "did you mean 'series_b_engineer'?"),
        ("xyz", "choose one of these"),
    ],
)
def test_an_unknown_name_gets_the_near_match(
    name: str, remedy: str, tmp_path: Path
) -> None:
    """And the list, on standard error."""
    result = run("--example", name)
    assert result.exit_code == 1
    first, *rest = result.stderr.splitlines()
    assert first == f"Error: there is no example {name!r}; {remedy}"
    assert rest == run("--examples").stdout.splitlines()
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []

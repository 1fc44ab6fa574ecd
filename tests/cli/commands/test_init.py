"""``isoplan init``."""

import io
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.commands.init import init, starter
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings


def test_the_starter_is_valid_as_it_stands(tmp_path: Path) -> None:
    """And gives no warning."""
    file = tmp_path / "mine.toml"
    result = CliRunner().invoke(init, [str(file)])
    assert result.exit_code == 0
    assert file.read_text(encoding="utf-8") == starter()
    assert scenario_warnings(situation_of(load_scenario(file))) == []


def test_the_file_has_a_default_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder where one is."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(init)
    assert result.exit_code == 0
    assert (tmp_path / "scenario.toml").exists()


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    """The message says what to do."""
    file = tmp_path / "mine.toml"
    file.write_text("precious", encoding="utf-8")
    result = CliRunner().invoke(init, [str(file)])
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: {file}: it exists already, and is not overwritten; name another "
        "file, or remove this one\n"
    )
    assert file.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["no/such/folder.toml", "mine.json"])
def test_a_file_that_cannot_be_written(name: str, tmp_path: Path) -> None:
    """One line, and never a traceback."""
    file = tmp_path / name
    result = CliRunner().invoke(init, [str(file)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {file}: ")
    assert not file.exists()


def test_every_field_that_a_comment_shows_is_valid(tmp_path: Path) -> None:
    """With the comment signs of its examples removed, the starter still loads."""
    lines = []
    for line in starter().splitlines():
        field = line.removeprefix("# ")
        name, equals, _ = field.partition(" = ")
        is_example = line.startswith("# ") and equals and name.isidentifier()
        lines.append(field if is_example and name not in {"vesting"} else line)
    file = tmp_path / "all.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    scenario = load_scenario(file)
    assert scenario.household.state_on(date(2026, 1, 1)) == "CA"
    assert scenario.lots[0].label == "first exercise"
    assert scenario.preferences.actions_per_year == 4


def test_no_half_of_a_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full while the starter is written."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    usual = Path.open

    def opened(path: Path, mode: str = "r", **encoding: str) -> object:
        if mode != "x":
            return usual(path, mode, **encoding)
        path.touch()
        return Full()

    monkeypatch.setattr(Path, "open", opened)
    done = CliRunner().invoke(init, [str(tmp_path / "new.toml")])
    assert done.exit_code == 1
    assert "cannot be written: No space left on device" in done.stderr
    assert not list(tmp_path.iterdir())

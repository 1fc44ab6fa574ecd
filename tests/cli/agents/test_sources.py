"""Which files an agent may have read, and what it may send."""

import json
from pathlib import Path

import pytest

from agent_talk import plain
from isoplan.cli.agents import sources
from isoplan.cli.agents.asked import OfHouseholds, OfScenario, WrongArguments
from isoplan.cli.agents.sources import (
    MOST_BYTES,
    households_of,
    readable,
    scenario_of,
)
from scenario_builder import scenario_fields

SOME = '{"name": "x"}'


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that is open, with a scenario; beside it one that is not."""
    folder = tmp_path.resolve() / "open"
    folder.mkdir()
    fields = json.dumps(plain(scenario_fields()))
    (folder / "mine.json").write_text(fields, encoding="utf-8")
    (tmp_path / "secret.json").write_text(fields, encoding="utf-8")
    return folder


def refused(file: str, *folders: Path) -> str:
    """Return why a path is not read."""
    with pytest.raises(WrongArguments) as caught:
        readable(file, folders)
    return str(caught.value)


def test_a_path_is_found_whole_and_within_the_folder(open_folder: Path) -> None:
    """An agent knows the file's name, and seldom the folder's."""
    whole = open_folder / "mine.json"
    assert readable(str(whole), [open_folder]) == whole.resolve()
    assert readable("mine.json", [open_folder.parent, open_folder]) == whole.resolve()


@pytest.mark.parametrize(
    "file", ["../secret.json", "/etc/hosts.toml", "a\0b.toml", "x/../../secret.json"]
)
def test_nothing_beyond_the_folder_is_read(file: str, open_folder: Path) -> None:
    """Neither by dots nor by its whole path."""
    assert "in no folder that is open" in refused(file, open_folder)


def test_a_link_leads_where_it_leads(open_folder: Path) -> None:
    """A link in the folder to a file outside is outside."""
    link = open_folder / "link.json"
    try:
        link.symlink_to(open_folder.parent / "secret.json")
    except OSError:
        pytest.skip("no links here")
    assert "in no folder that is open" in refused("link.json", open_folder)


def test_without_a_folder_no_file_is_read() -> None:
    """And the agent is told what to do instead."""
    assert "give the scenario itself as text" in refused("mine.json")


def test_other_kinds_of_files_are_not_read(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message about a file shows a line of it: so none but scenario files."""
    (open_folder / "notes.txt").write_text("mine", encoding="utf-8")
    (open_folder / "folder.toml").mkdir()
    assert "no scenario file" in refused("notes.txt", open_folder)
    assert "which is no file" in refused("folder.toml", open_folder)
    monkeypatch.setattr(sources, "MOST_BYTES", 10)
    assert "more than" in refused("mine.json", open_folder)


def test_a_text_has_its_limit() -> None:
    """Of a scenario and of households; text that fits is read."""
    long = SOME + " " * MOST_BYTES
    with pytest.raises(WrongArguments, match="more than 1 megabyte"):
        scenario_of(OfScenario(scenario=long), [])
    with pytest.raises(WrongArguments, match="more than 1 megabyte"):
        households_of(OfHouseholds(household=long), [])


@pytest.mark.parametrize("given", [{}, {"scenario": SOME, "file": "a.toml"}])
def test_one_source_is_needed(given: dict[str, str]) -> None:
    """Neither none nor two."""
    with pytest.raises(WrongArguments, match="one of them is needed"):
        scenario_of(OfScenario(**given), [])


def test_a_file_gives_what_its_fields_give(open_folder: Path) -> None:
    """By name, as an object, as text."""
    text = (open_folder / "mine.json").read_text(encoding="utf-8")
    named = scenario_of(OfScenario(file="mine.json"), [open_folder])
    assert named == scenario_of(OfScenario(scenario=text), [])
    assert named == scenario_of(OfScenario(scenario=json.loads(text)), [])

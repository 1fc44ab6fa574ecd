"""A form's change is an edit of the text: what it should be, and nothing else."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from isoplan.cli.scenario_text.editing import NotEdited, as_toml, edited, values_of
from isoplan.models.scenario import scenario_of_text

TEXT = """\
# my own words
name = "one" # a comment
[plan]
start = 2026-01-15            # nothing before
wages = { 2026 = 190_000, growth = 0.03 }   # without options
[[grants]]
name = "a"
shares = 24_000
# between
[[grants]]
name = "b"
"""


def changed_lines(text: str) -> list[str]:
    """The lines of a text that are not those of ``TEXT``."""
    before = TEXT.split("\n")
    return [line for line in text.split("\n") if line not in before]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (["name"], "two", ['name = "two" # a comment']),
        (["plan", "from"], "2027-01-01", ["from = 2027-01-01"]),
        (["plan", "rate"], 0.05, ["rate = 0.05"]),
        (["plan", "on"], "2027-13-01", ['on = "2027-13-01"']),
        (["grants", 1, "shares"], 5, ["shares = 5"]),
        (["grants", 0, "name"], "2027-01-01", ['name = "2027-01-01"']),
        (["grants", 2], {"name": "c"}, ['name = "c"']),
        (["grants", 0, "vesting"], {"months": 48}, ["vesting = {months = 48}"]),
        (["employment"], {"leaves": 1}, ["[employment]", "leaves = 1"]),
        (["story"], "s", ['story = "s"']),
        (["children"], [2016, 2019], ["children = [2016, 2019]"]),
    ],
)  # fmt: skip
def test_what_is_set_stands_there_and_the_rest_stays(
    path: list[Any], value: Any, lines: list[str]
) -> None:
    """Comments too; a day is written as a day, except in names."""
    assert changed_lines(edited(TEXT, [{"path": path, "value": value}])) == lines


def test_a_year_of_a_table_on_one_line() -> None:
    """The comment behind it stays."""
    text = edited(TEXT, [{"path": ["plan", "wages", "2028"], "value": 5}])
    assert tomllib.loads(text)["plan"]["wages"] == {
        "2026": 190_000,
        "growth": 0.03,
        "2028": 5,
    }
    assert "# without options" in text  # fmt: skip


def test_what_is_taken_away_is_gone() -> None:
    """A field, and one of a list."""
    text = edited(TEXT, [{"path": ["plan", "start"]}, {"path": ["grants", 0]}])
    held = tomllib.loads(text)
    assert "start" not in held["plan"]
    assert held["grants"] == [{"name": "b"}]


def test_where_the_editor_does_another_thing_nothing_is_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What comes out is read again; without that a wrong text would be shown."""
    import tomlkit

    monkeypatch.setattr(tomlkit, "dumps", lambda _: TEXT)
    with pytest.raises(NotEdited, match="write it in the text"):
        edited(TEXT, [{"path": ["name"], "value": "two"}])


def test_every_field_of_the_examples_can_be_set_again(root: Path) -> None:
    """To itself: the text holds the same, whatever way it is written."""
    for file in (root / "scenarios").rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        values = values_of(text)
        edits = [{"path": path, "value": value} for path, value in _leaves(values, ())]
        assert tomllib.loads(edited(text, edits)) == tomllib.loads(text)
        assert values_of(edited(text, edits[:1])) == values


def _leaves(value: Any, path: tuple[Any, ...]) -> list[tuple[list[Any], Any]]:
    if isinstance(value, dict):
        return [each for name in value for each in _leaves(value[name], (*path, name))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [e for at, item in enumerate(value) for e in _leaves(item, (*path, at))]
    return [([*path], value)]


def test_json_becomes_toml_and_toml_stays(root: Path) -> None:
    """The scenario is the same."""
    for file in (root / "scenarios").rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        assert as_toml(text) == text
        scenario = scenario_of_text(text)
        again = as_toml(json.dumps({**scenario.to_dict(), "uncertain": None}))
        assert scenario_of_text(again) == scenario

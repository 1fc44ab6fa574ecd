"""Files that cannot be read, and the line that each prints."""

import json
from pathlib import Path

import pytest

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.scenario import load_scenario, scenario_of_text

FILES = [
    pytest.param(b"", "x.toml", "is empty; write a starter with isoplan init", id="no"),
    pytest.param(
        b" \n\n", "x.toml", "is empty; write a starter with isoplan init", id="blank"
    ),
    pytest.param(
        b"name = 'caf\xe9'",
        "x.toml",
        "is not UTF-8 text (byte 11); save it as UTF-8",
        id="latin-1",
    ),
    pytest.param(
        b"name = 'x'\n[plan]\nstrike = 1,5\n",
        "x.toml",
        "line 3 is 'strike = 1,5', which is not TOML: expected newline or end of "
        "document after a statement; text needs quotes, numbers a point and neither "
        "comma nor unit",
        id="toml-syntax",
    ),
    pytest.param(
        b"name = 'x'\nplan = {",
        "x.toml",
        "line 2 is 'plan = {', which is not TOML: invalid initial character for a key "
        "part (at end of document); text needs quotes, numbers a point and neither "
        "comma nor unit",
        id="toml-ends-early",
    ),
    pytest.param(
        b'{\n "name": "x"\n "plan": 1}',
        "x.json",
        "line 3 is '\"plan\": 1}', which is not JSON: expecting ',' delimiter; look "
        "for a missing comma, quote or bracket on this line or before it",
        id="json-syntax",
    ),
    pytest.param(
        b'{"name": "x", "name": "y"}',
        "x.json",
        "has the key 'name' twice in one table; remove one",
        id="json-key-twice",
    ),
    pytest.param(
        b"[1, 2]",
        "x.json",
        "holds a list of 2, not a table; put all fields between { and }",
        id="json-list",
    ),
    pytest.param(
        b"[" * 100_000,
        "x.json",
        "is nested too deeply; use fewer brackets",
        id="json-nested",
    ),
]


@pytest.mark.parametrize(("content", "name", "line"), FILES)
def test_a_file_that_cannot_be_read(
    content: bytes, name: str, line: str, tmp_path: Path
) -> None:
    """One line, and never a traceback."""
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(file)
    assert str(caught.value) == f"{file}: {line}"


def test_a_number_of_thousands_of_digits(tmp_path: Path) -> None:
    """Python refuses to read it; that is no traceback."""
    file = tmp_path / "x.toml"
    file.write_text(f"name = 1{'0' * 5_000}", encoding="utf-8")
    with pytest.raises(ScenarioErrors, match="thousands of digits"):
        load_scenario(file)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    """Both are said in words."""
    with pytest.raises(ScenarioErrors, match="there is no such file"):
        load_scenario(tmp_path / "none.toml")
    with pytest.raises(ScenarioErrors, match="is a folder, not a file"):
        load_scenario(tmp_path)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("my_option.toml", "did you mean {}?"),
        ("My_Options", "did you mean {}?"),
        ("my_options.json", "check the path, or write a starter with isoplan init"),
        ("other.toml", "check the path, or write a starter with isoplan init"),
        ("no_folder/my_options.toml", "check the path, or write a starter"),
    ],
)
def test_a_mistyped_file_gets_its_near_match(
    name: str, remedy: str, tmp_path: Path
) -> None:
    """One of its folder and of its kind."""
    there = tmp_path / "my_options.toml"
    there.write_text("", encoding="utf-8")
    (tmp_path / "my_notes.txt").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as error:
        load_scenario(tmp_path / name)
    assert f"there is no such file; {remedy.format(there)}" in str(error.value)


def test_toml_has_values_that_json_has_not(tmp_path: Path) -> None:
    """A time of day, not-a-number and infinity."""
    file = tmp_path / "x.toml"
    file.write_text(
        "[plan]\nstart = 2026-01-01T09:00:00\ninflation = nan\ndiscount_rate = -inf\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(file)
    text = str(caught.value)
    assert "plan.start is 2026-01-01T09:00:00, which has a time of day" in text
    assert "plan.inflation is nan, which is not a finite number" in text
    assert "plan.discount_rate is -inf, which is" in text


@pytest.mark.parametrize("text", ["", "name = ", "[1]", '{"name": 1', "a = 1", "\\"])
def test_a_text_is_refused_in_the_words_of_its_file(text: str, tmp_path: Path) -> None:
    """Alone the name of the file is another."""
    file = tmp_path / "scenario.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioErrors) as of_file:
        load_scenario(file)
    with pytest.raises(ScenarioErrors) as of_text:
        scenario_of_text(text)
    assert str(of_text.value).replace("the scenario:", f"{file}:") == str(of_file.value)


def test_a_text_is_read_as_its_file(root: Path) -> None:
    """TOML and JSON alike."""
    file = root / "scenarios" / "series_b_engineer.toml"
    scenario = load_scenario(file)
    assert scenario_of_text(file.read_text(encoding="utf-8")) == scenario
    assert scenario_of_text(json.dumps(scenario.to_dict())) == scenario

"""Changes as rows: what each cell means, and each mistake with line and column."""

import json
from pathlib import Path

import pytest

from isoplan.cli.batch.changes_file import changed_households, steps_of, value_of
from isoplan.models.base.errors import ScenarioErrors

FILES = ["a.toml", "sub/b.toml"]


def read(folder: Path, text: str) -> list[tuple[str, str, dict[str, object]]]:
    """Return file, name and changes of each row."""
    file = folder / "changes.csv"
    file.write_text(text, encoding="utf-8")
    return [
        (each.file, each.name, {change.path: change.value for change in each.changes})
        for each in changed_households(file, FILES)
    ]


def test_a_row_is_a_household_and_an_empty_cell_leaves_its_field(
    tmp_path: Path,
) -> None:
    """A row without a name has that of its file; empty lines are none."""
    text = (
        "\ufefffile,household,household.wages.2026,household.filing_status\r\n"
        "a.toml,,250000,\r\n"
        ",,,\r\n"
        '"sub/b.toml",clients/Smith,,single\r\n'
    )
    assert read(tmp_path, text) == [
        ("a.toml", "a", {"household.wages.2026": 250_000}),
        ("sub/b.toml", "clients/Smith", {"household.filing_status": "single"}),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("250000", 250_000),
        (" 2.5 ", 2.5),
        ("true", True),
        ("null", None),
        ("2026-03-01", "2026-03-01"),
        ("single", "single"),
        ('"250"', "250"),
        ('{"2026": 1}', {"2026": 1}),
        ("[1, 2]", [1, 2]),
        ("1,000", "1,000"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("[" * 10**5, "[" * 10**5),
    ],
)
def test_a_cell_is_what_json_makes_of_it_or_a_text(text: str, value: object) -> None:
    """No number that is none."""
    assert value_of(text) == value


def test_a_path_is_names_and_places_of_lists() -> None:
    """As `isoplan compare` writes what differs between two files."""
    assert steps_of("grants[0].strike") == ("grants", 0, "strike")
    assert steps_of("market.prices.2026-01-01") == ("market", "prices", "2026-01-01")
    for wrong in ("", ".", "a.", ".a", "a..b", "[0]", "a[x]", "a[0", "a]"):
        assert steps_of(wrong) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["is empty; give it a line of headings"]),
        ("name;x\n", ["line 1, column 1 is 'name;x', which does not name the column"]),
        ("file,a..b\n", ["line 1, column 2 is 'a..b', which is no path of a field"]),
        ("file,x.y,household\n", ["line 1, column 3 is 'household', which is no path"]),
        (
            "file,x.y,x.y,\n",
            [
                "line 1, column 3 is 'x.y', which an earlier column is named already",
                "line 1, column 4 is '', which is no path of a field",
            ],
        ),
        (
            "file,x.y\na.toml\nc.toml,1\na.tom,1\n",
            [
                "line 2 holds 1 cells, and the first line 2; add or remove some",
                "line 3, column 1 is 'c.toml', which is no scenario file of the folder",
                (
                    "line 4, column 1 is 'a.tom', which is no scenario file of the "
                    "folder; did you mean a.toml?"
                ),
            ],
        ),
        (
            "file,x.y\na.toml,1\n\na.toml,2\n",
            ["line 4, column 1 is 'a.toml', which line 2 plans already; give each"],
        ),
        (
            "file,household\na.toml,../up\na.toml,.x\na.toml,x\nsub/b.toml,x\n",
            [
                "line 2, column 2 is '../up', which cannot be the name of a file",
                "line 3, column 2 is '.x', which cannot be the name of a file",
                "line 5, column 2 is 'x', which line 4 plans already",
            ],
        ),
        ('file,x.y\na.toml,"2\n', ["line 2 is no CSV: unexpected end of data"]),
    ],
)
def test_each_mistake_is_told_with_line_and_column(
    text: str, told: list[str], tmp_path: Path
) -> None:
    """All of them at once."""
    with pytest.raises(ScenarioErrors) as caught:
        read(tmp_path, text)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(told)
    for line, expected in zip(lines, told, strict=True):
        assert line.startswith(f"{tmp_path / 'changes.csv'}: {expected}"), line


def test_a_row_of_several_lines_is_told_by_its_first(tmp_path: Path) -> None:
    """As an editor numbers them."""
    with pytest.raises(ScenarioErrors, match=r"line 4, column 1 is 'c\.toml'"):
        read(tmp_path, 'file,story\na.toml,"two\nlines"\nc.toml,\n')


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """As everywhere."""
    with pytest.raises(ScenarioErrors, match="there is no such file"):
        changed_households(tmp_path / "none.csv", FILES)


def test_changes_go_to_their_places_and_leave_the_file_alone(tmp_path: Path) -> None:
    """A table that is not there is made; two rows of one file do not meet."""
    file = tmp_path / "changes.csv"
    file.write_text(
        "file,household,household.wages.2027,grants[1].strike,preferences.no_amt\n"
        "a.toml,x,5,7,true\n",
        encoding="utf-8",
    )
    given = {
        "household": {"wages": {"2026": 1}},
        "grants": [{"strike": 1}, {"strike": 2}],
    }
    before = json.dumps(given)
    (row,) = changed_households(file, FILES)
    assert row.applied(given, "a.toml") == {
        "household": {"wages": {"2026": 1, "2027": 5}},
        "grants": [{"strike": 1}, {"strike": 7}],
        "preferences": {"no_amt": True},
    }
    assert json.dumps(given) == before


def test_a_change_without_a_place_is_told(tmp_path: Path) -> None:
    """All of a row at once, with line and column."""
    file = tmp_path / "changes.csv"
    file.write_text(
        "file,household.wages.2026,grants[1].strike,lots[0].shares\na.toml,5,7,1\n",
        encoding="utf-8",
    )
    (row,) = changed_households(file, FILES)
    with pytest.raises(ScenarioErrors) as caught:
        row.applied({"household": {"wages": 1}, "grants": [{}]}, "clients/a.toml")
    at = "clients/a.toml with line 2, column {} of changes.csv: {} has no place: {}"
    wages, strike, shares = (
        ("household.wages.2026", "household.wages is 1, not a table; write a table"),
        ("grants[1].strike", "grants has 1 entries, counted from 0; name one of them"),
        ("lots[0].shares", "lots has 0 entries, counted from 0; name one of them"),
    )
    assert str(caught.value).splitlines() == [
        at.format(2, *wages) + " in the file, or name the column household.wages",
        at.format(3, *strike),
        at.format(4, *shares),
    ]

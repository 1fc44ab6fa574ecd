"""A mapping is data: those that come along are right, and people write their own."""

import re
from pathlib import Path
from typing import get_args

import pytest

from isoplan.cli.imports.importing import imported
from isoplan.cli.imports.mapping import FieldName, bundled, mapping_in, mapping_named
from isoplan.models.base.errors import ScenarioErrors

OWN = """\
title = "Our HR"
source = "a file of ours"
days = ["%d.%m.%Y"]
decimal = ","

[kinds]
iso = ["Typ A"]

[[tables]]
name = "Optionen"
every_row = "grant"
needs = ["grant", "granted_on"]

[tables.columns]
grant = ["Nummer"]
kind = ["Art"]
granted_on = ["Tag"]
granted = ["Anzahl"]
strike = ["Preis"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", bundled())
def test_each_says_where_its_layout_comes_from(name: str) -> None:
    """And no header of it means two fields in one table."""
    mapping = mapping_named(name)
    assert len(mapping.source) > 40
    for table in mapping.tables:
        headers = [h.casefold() for each in table.columns.values() for h in each]
        assert len(headers) == len(set(headers)), table.name


def test_the_guide_tells_each_source(root: Path) -> None:
    """Word for word, so that it does not say more than was seen."""
    guide = (root / "docs" / "importing.md").read_text(encoding="utf-8")
    for name in bundled():
        mapping = mapping_named(name)
        assert f"| `{name}` | {mapping.title} | {mapping.source} |" in guide


def test_a_mapping_of_ones_own(own: Path) -> None:
    """With its own words, days and decimal sign; other files are found as ever."""
    text = "Nummer;Art;Tag;Anzahl;Preis\n7;Typ A;01.03.2023;24.000;1,80\n"
    done = imported({"o.csv": text.encode()}, mapping_in(own), "", "me.toml")
    assert done.text == (
        '[[grants]]\nname = "7"\nkind = "iso"\ngranted_on = 2023-03-01\n'
        "shares = 24_000\nstrike = 1.80\n"
        "# expires_on: not in the files; write the last day of exercise\n"
        "# vesting: not in the files; write { months = 48, cliff_months = 12 } with its"
        " own\n#   months, or [{ on, shares }, ...] day by day\n"
    )


@pytest.mark.parametrize(
    ("there", "other", "message"),
    [
        ('"%d.%m.%Y"', '"d.m.Y"', "own.toml: days is a list of 1, in which 'd.m.Y' is"),
        ('"Tag"', "3", "own.toml: tables[0].columns.granted_on[0] of 'Optionen' is 3"),
        ('every_row = "grant"\n', "", "must have every_row, or a column of row"),
        ('"granted_on"]', '"sold_on"]', "needs sold_on without columns for it"),
        (
            "decimal",
            "decimals",
            "own.toml: decimals is not a field of a mapping; did you mean 'decimal'?",
        ),
    ],
)
def test_what_is_wrong_with_it_is_told(
    own: Path, there: str, other: str, message: str
) -> None:
    """As of every file."""
    own.write_text(OWN.replace(there, other), encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        mapping_in(own)
    assert message in str(caught.value).replace(str(own), "own.toml")


def test_the_mapping_of_the_guide_is_one(root: Path, own: Path) -> None:
    """As it stands there, with all fields named below it."""
    guide = (root / "docs" / "importing.md").read_text(encoding="utf-8")
    block = guide.split("```toml\n")[1].split("```")[0]
    own.write_text(block, encoding="utf-8")
    assert mapping_in(own).kinds["units"] == ("RSU",)
    fields = guide.split("Fields are ")[1].split("Where a column")[0]
    assert set(re.findall(r"`(\w+)`", fields)) == {*get_args(FieldName)} - {"row"}


def test_days_that_could_be_two_are_refused(own: Path) -> None:
    """Of two formats that both fit neither is chosen."""
    both = OWN.replace('["%d.%m.%Y"]', '["%d.%m.%Y", "%m.%d.%Y"]')
    own.write_text(both, encoding="utf-8")
    text = "Nummer;Tag\n7;01.03.2023\n"
    with pytest.raises(ScenarioErrors, match="could be 2023-01-03 or 2023-03-01"):
        imported({"o.csv": text.encode()}, mapping_in(own), "", "me.toml")

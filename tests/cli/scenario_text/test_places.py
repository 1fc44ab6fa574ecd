"""The line of a field, as an editor counts them."""

import tomllib
from pathlib import Path

import pytest

from isoplan.cli.scenario_text.places import line_of, places

TEXT = '''\
name = "a [b] = { # no comment"   # [one] = 2
[plan]
start = 2026-01-15
[[grants]]
name = "one"
vesting = [
  { on = 2027-01-01, shares = 1 },
  # shares = 2
]
[[grants]]
name = """
shares = 7
"""
"shares" = 3
[grants.acceleration]
on = 2028-01-01
[household]
wages.2026 = 1
[markets."the fund"]
growth = 0.1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name", 1),
        ("plan", 2),
        ("plan.start", 3),
        ("plan.last_year", 2),
        ("grants", 4),
        ("grants[0].name", 5),
        ("grants[0].vesting[0].shares", 6),
        ("grants[1]", 10),
        ("grants[1].name", 11),
        ("grants[1].shares", 14),
        ("grants[1].strike", 10),
        ("grants[1].acceleration.on", 16),
        ("household.wages.2026", 18),
        ("markets.the fund.growth", 20),
        ("market", None),
        ("", None),
        ("line 12", 12),
    ],
)
def test_the_line_of_a_field(path: str, line: int | None) -> None:
    """A field that is missing stands where its table does."""
    assert line_of(path, TEXT) == line


def test_all_fields_of_the_examples_have_a_line(root: Path) -> None:
    """Each name that stands in a file is found on a line that holds it."""
    for file in (root / "scenarios").rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        lines = text.split("\n")
        found = {path[0] for _, path in places(text)}
        for section, value in tomllib.loads(text).items():
            assert section in found, (file, section)
            for item in value if isinstance(value, list) else [value]:
                for name in item if isinstance(item, dict) else ():
                    number = line_of(f"{section}.{name}", text)
                    if isinstance(value, list):
                        number = line_of(f"{section}[{value.index(item)}].{name}", text)
                    assert number
                    assert name in lines[number - 1] or section in lines[number - 1]

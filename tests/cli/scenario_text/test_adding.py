"""Tables and fields added to a text: every line that was there stays."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from isoplan.cli.scenario_text.adding import Addition, Block, NotAdded, with_added

LOT = Block("lots", {"grant": "a", "shares": 2_000}, ("shares: perhaps fewer",))
TEXT = """\
# mine
[[grants]]
name = "a"   # the first
vesting = [
    { on = 2027-01-01, shares = 1 },
]
# kind = "iso"

# of the market
[market]
growth = 0.05
"""


def left(text: str, changed: str) -> bool:
    """Whether all lines are there still, in their order."""
    lines = iter(changed.split("\n"))
    return all(line in lines for line in text.split("\n") if line)


def test_a_table_comes_after_the_last_of_its_list() -> None:
    """And after the comments that follow it, up to the first empty line."""
    block = Block("grants", {"name": "b", "strike": Decimal("6.5")})
    changed = with_added(TEXT, [block], [])
    expected = '# kind = "iso"\n\n[[grants]]\nname = "b"\nstrike = 6.50\n\n# of the'
    assert expected in changed
    assert left(TEXT, changed)


def test_a_list_that_is_not_there_comes_at_the_end() -> None:
    """With what is to be noted as comments."""
    changed = with_added(TEXT, [LOT], [])
    end = '\n\n[[lots]]\ngrant = "a"\nshares = 2_000\n# shares: perhaps fewer\n'
    assert changed == TEXT.rstrip("\n") + end
    assert with_added("", [LOT], []).startswith("[[lots]]\n")
    assert with_added("# mine", [LOT], []).startswith("# mine\n\n[[lots]]\n")


def test_a_field_comes_after_the_last_of_its_table() -> None:
    """Not within a value of several lines, and not into a heading below it."""
    text = TEXT.replace("# kind", "[grants.acceleration]\non = 2027-01-01\n# kind")
    changed = with_added(text, [], [Addition("grants", 0, "shares", 24_000)])
    assert "]\nshares = 24_000\n[grants.acceleration]" in changed
    assert left(text, changed)


def test_lines_end_as_they_did() -> None:
    """As an editor of Windows writes them."""
    text = TEXT.replace("\n", "\r\n")
    changed = with_added(text, [LOT], [])
    assert changed.count("\n") == changed.count("\r\n")
    assert changed.startswith(text.rstrip("\r\n"))


def test_values_are_as_toml_writes_them() -> None:
    """Each reads as it was meant."""
    fields = {
        "name": 'a "b" \\ ü\t',
        "on": date(2026, 1, 2),
        "flag": True,
        "shares": 1_234_567,
        "strike": Decimal("0.0001"),
        "even": Decimal("1E+2"),
        "rule": {"months": 48, "start": date(2026, 1, 2)},
        "list": [{"on": date(2026, 1, 2), "shares": 1}],
        "none": [],
        "empty": {},
    }
    held = tomllib.loads(with_added("", [Block("lots", fields)], []))["lots"][0]
    assert held == fields | {"strike": 0.0001, "even": 100.0}


@pytest.mark.parametrize("text", ['lots = [{ grant = "b" }]\n', "lots = 3\n"])
def test_what_is_not_written_as_tables_is_refused(text: str) -> None:
    """TOML has no way to add a table to it."""
    with pytest.raises(NotAdded):
        with_added(text, [LOT], [])


def test_what_is_no_toml_is_refused() -> None:
    """JSON holds no comments, so nothing is added to it."""
    with pytest.raises(NotAdded, match="not TOML"):
        with_added('{"name": "x"}', [LOT], [])


def test_a_field_of_a_table_on_one_line_is_refused() -> None:
    """There is no line to put it on."""
    with pytest.raises(NotAdded, match="write it as"):
        with_added("lots = [{ a = 1 }]\n", [], [Addition("lots", 0, "b", 1)])


def test_every_shipped_scenario_takes_a_grant_and_a_lot(root: Path) -> None:
    """And holds what it held besides."""
    grant = Block("grants", {"name": "imported", "shares": 1})
    for file in sorted((root / "scenarios").rglob("*.toml")):
        text = file.read_text(encoding="utf-8")
        inline = any(
            line.startswith(("grants =", "lots =")) for line in text.split("\n")
        )
        if inline:
            continue
        changed = with_added(text, [grant, LOT], [Addition("grants", 0, "x_y", 1)])
        assert left(text, changed), file

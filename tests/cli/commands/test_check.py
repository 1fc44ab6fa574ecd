"""``isoplan check``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.commands.check import check
from isoplan.cli.commands.init import starter
from scenario_builder import grant, scenario_fields

pytestmark = pytest.mark.usefixtures("room_for_lines")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a valid scenario file."""
    file = tmp_path / "mine.toml"
    file.write_text(starter(), encoding="utf-8")
    return file


def spoiled(file: Path) -> Path:
    """Give the file two mistakes."""
    text = file.read_text(encoding="utf-8")
    text = text.replace("strike = 1.80", "strike = -1.80")
    text = text.replace("expires_on = 2035-05-31", "expires_on = 2036-05-31")
    file.write_text(text, encoding="utf-8")
    return file


def test_it_shows_what_the_file_holds(file: Path) -> None:
    """A few lines on standard output, nothing else."""
    result = CliRunner().invoke(check, [str(file)])
    assert result.exit_code == 0
    assert result.stderr == ""
    first, *others = result.stdout.splitlines()
    assert first == f"{file} is valid: My options."
    assert any(line.startswith("  grant      2023 hire: 24,000") for line in others)


def test_it_says_which_options_are_nonqualified(root: Path) -> None:
    """Each kind of grant by its own words."""
    file = root / "scenarios" / "all_kinds_of_equity.toml"
    lines = CliRunner().invoke(check, [str(file)]).stdout.splitlines()
    grants = [line for line in lines if line.startswith("  grant ")]
    assert sum(" nonqualified options at " in line for line in grants) == 1
    assert sum(" options at " in line for line in grants) == len(grants) > 1


def test_it_shows_both_ends_of_a_window_after_leaving(file: Path) -> None:
    """The plan document's in its own unit, and the law's."""
    text = file.read_text(encoding="utf-8")
    text = text.replace("strike = 1.80", "strike = 1.80\ndays_after_leaving = 90")
    text += "[employment]\nleaves_on = 2027-11-30\n"
    file.write_text(text, encoding="utf-8")
    lines = CliRunner().invoke(check, [str(file)]).stdout.splitlines()
    at = lines.index("  leaving    on 2027-11-30")
    assert lines[at + 1 : at + 3] == [
        f"{' ' * 13}{grant} can be exercised its {window} to {last}, as incentive "
        f"stock options to {last}"
        for grant, window, last in (
            ("2023 hire", "90 days", "2028-02-28"),
            ("2025 refresh", "3 months", "2028-02-29"),
        )
    ]


def test_it_shows_everything_in_shares_after_a_split(file: Path) -> None:
    """With a word on what was restated, and on fractions."""
    text = file.read_text(encoding="utf-8")
    text += "[[events]]\non = 2025-09-01\nsplit = 1.5\n"
    file.write_text(text, encoding="utf-8")
    lines = CliRunner().invoke(check, [str(file)]).stdout.splitlines()
    assert (
        "  split      2025-09-01 3 for 2: what is dated before it is shown in today's "
        "shares, fractions rounded down"
    ) in lines
    assert any(line.startswith("  grant      2023 hire: 36,000") for line in lines)
    result = json.loads(CliRunner().invoke(check, ["--json", str(file)]).stdout)
    options = sum(
        year["incentive_stock_options"] + year["nonqualified"]
        for year in result["first_exercisable"]
        if year["grant"] == "2023 hire"
    )
    assert options == 36_000


def test_it_shows_what_a_share_becomes_of_its_buyer(tmp_path: Path) -> None:
    """The ratio, and that prices and limits are the buyer's from then on."""
    deal = {"on": "2026-06-01", "buyer": "B", "exchange_ratio": 0.4}
    fields = scenario_fields(
        market={"acquisition_for_stock": deal},
        markets={"B": {"prices": {"2026-01-01": 100.0}, "trading_days": "any"}},
        grants=[grant()],
    )
    prices = {str(day): price for day, price in fields["market"]["prices"].items()}
    fields["market"]["prices"] = prices
    file = tmp_path / "bought.json"
    file.write_text(json.dumps(fields, default=str), encoding="utf-8")
    result = CliRunner().invoke(check, [str(file)])
    text = " ".join(result.output.split())
    assert "market $30.00 a share on 2026-01-02, $40.00 at the end" in text
    assert (
        "company exchanged on 2026-06-01: one share for 0.4 of B, no sale; prices and "
        "limits from then on are the buyer's, told for an old share"
    ) in text


def test_it_shows_how_many_shares_limits_allow(root: Path) -> None:
    """A fifth of what is vested by the day of the offer, in shares: by hand.

    36,000 options of 2021 are vested by September 2025, 5,000 of them exercised and
    held. Of the 12,000 of 2024, 24 of 48 months by September 9, 2026 are 6,000. A fifth
    of 42,000 is 8,400.
    """
    file = root / "scenarios" / "tender_then_ipo.toml"
    lines = CliRunner().invoke(check, [str(file)]).stdout.splitlines()
    assert "  limit      8,400 shares sold in 2026-09-15" in lines
    assert "  limit      4,000 shares sold in 2028-05-08 to 2028-06-02" in lines


def test_it_shows_what_was_done(root: Path) -> None:
    """Events, and the lots that are there after them."""
    result = CliRunner().invoke(
        check, [str(root / "scenarios" / "one_year_later.toml")]
    )
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "  done       2026-02-10 exercise 6,500 of 2023 hire" in lines
    assert "  done       2026-11-20 sell 400 of 2023 hire" in lines
    assert "  lot        2023 hire 2026-02-10: 6,100 shares" in lines


def test_it_shows_the_preferences(file: Path) -> None:
    """A line a preference, in the words of the plan."""
    text = "preferences = { actions_per_year = 2, whole_lots = true }\n"
    file.write_text(text + file.read_text(encoding="utf-8"), encoding="utf-8")
    shown = CliRunner().invoke(check, [str(file)]).stdout.splitlines()
    assert "  preference holding the plan to two actions a year" in shown
    assert "  preference selling each lot as a whole" in shown


def test_all_problems_go_to_standard_error(file: Path) -> None:
    """One line each, exit code 1, nothing on standard output."""
    result = CliRunner().invoke(check, [str(spoiled(file))])
    assert result.exit_code == 1
    assert result.stdout == ""
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{file}: grants[0].strike of '2023 hire' is -1.8, ")
    assert second == (
        f"{file}: grants[1].expires_on of '2025 refresh' is 2036-05-31, more than 10 "
        "years after 2025-06-01, so it is not an incentive stock option (IRC "
        "422(b)(3)); it must expire by 2035-06-01"
    )


def test_warnings_leave_the_exit_code_at_zero(file: Path) -> None:
    """They go to standard error."""
    move = "1_500\nstate = { 2026-01-01 = 'CA', 2099-01-01 = 'WA' }"
    text = file.read_text(encoding="utf-8").replace("1_500", move)
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(check, [str(file)])
    assert result.exit_code == 0
    assert result.stderr.startswith(f"Warning: {file}: household.state.2099-01-01 ")


def test_json_of_a_valid_file(file: Path) -> None:
    """No problems, no warnings."""
    result = CliRunner().invoke(check, [str(file), "--json"])
    evaluated = json.loads(result.stdout)
    years = evaluated.pop("first_exercisable")
    assert evaluated == {
        "file": str(file),
        "valid": True,
        "problems": [],
        "warnings": [],
    }
    assert {each["grant"] for each in years} == {"2023 hire", "2025 refresh"}
    assert sum(each["incentive_stock_options"] for each in years) == 30_000
    assert sum(each["nonqualified"] for each in years) == 0


def test_the_split_by_the_hundred_thousand_dollar_limit() -> None:
    """IRC 422(d). Worked: of 2025, 71,500 dollars are left after the 2022 grant.

    That is 3,685 options at 19.40 of the 5,250 that vest in the year.
    """
    shipped = Path(__file__).resolve().parents[3] / "scenarios" / "stuck_credit.toml"
    result = CliRunner().invoke(check, [str(shipped)])
    lines = [line.strip() for line in result.stdout.splitlines()]
    place = lines.index(
        "10,435 are incentive stock options, 1,565 nonqualified by the $100,000 limit:"
    )
    assert lines[place + 1] == "first exercisable in 2025: 3,685 and 1,565"


def test_json_of_a_file_with_problems(file: Path) -> None:
    """Each problem in its parts."""
    result = CliRunner().invoke(check, ["--json", str(spoiled(file))])
    assert result.exit_code == 1
    evaluated = json.loads(result.stdout)
    assert evaluated["valid"] is False
    assert [each["path"] for each in evaluated["problems"]] == [
        "grants[0].strike",
        "grants[1].expires_on",
    ]
    assert set(evaluated["problems"][0]) == {
        "path",
        "owner",
        "value",
        "reason",
        "remedy",
    }


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A known error, in words."""
    missing = tmp_path / "none.toml"
    result = CliRunner().invoke(check, [str(missing)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{missing}: there is no such file; ")

"""``isoplan room``: with a file, and with options in place of one."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import isoplan
from isoplan.cli.commands import room as module
from isoplan.cli.layout.width import NARROWEST, USUAL
from isoplan.cli.main import main
from isoplan.cli.render.room import room_report
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem

ALONE = ("--wages", "200000", "--spread", "20")


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["room", *arguments])


@pytest.fixture(scope="module")
def sample(root: Path) -> str:
    """Path of the sample scenario."""
    return str(root / "scenarios" / "series_b_engineer.toml")


def test_the_answer_comes_first(sample: str) -> None:
    """Then the grants, the bends and the chart, all within 80 columns."""
    done = run(sample)
    assert done.exit_code == 0
    answer = isoplan.room(sample).answer()
    assert " ".join(done.stdout.split("\n\n")[0].split()) == answer
    assert max(map(len, done.stdout.splitlines())) <= USUAL
    assert "2023 hire" in done.stdout
    assert "AMT begins" in done.stdout
    assert "< no AMT up to here" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "name", ["pre_ipo_couple", "over_the_limit", "early_exercise", "stuck_credit"]
)
def test_every_report_fits(name: str, root: Path) -> None:
    """Whatever the grants are called; no amount of the bends is cut."""
    room = isoplan.room(root / "scenarios" / f"{name}.toml")
    for width in (NARROWEST, USUAL, 120):
        text = room_report(room, width)
        assert max(map(len, text.splitlines())) <= width
        for each in room.stretches:
            assert f" {each.tax:,.2f}" in text


def test_json_is_the_library_s_result(sample: str) -> None:
    """Field by field."""
    found = json.loads(run(sample, "--year", "2027", "--json").stdout)
    assert found == isoplan.room(sample, 2027).to_dict()
    assert isoplan.Room.model_validate(found) == isoplan.room(sample, 2027)


def test_the_bends_table_adds_up(sample: str) -> None:
    """From one bend to the next: the options between them at their price."""
    room = isoplan.room(sample)
    tax = 0.0
    for each in room.stretches:
        tax += (each.to_options - each.from_options) * each.per_hundred / 100
        assert each.tax == pytest.approx(tax, abs=0.02)
    assert room.stretches[-1].to_options == room.exercisable


def test_without_a_file() -> None:
    """Wages and a spread are enough: 36,734 / 0.26 - 109,900 = 31,384.62 of spread."""
    done = run(*ALONE)
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "You can exercise 1,569 options of your grant in 2026 without AMT."
    )
    assert "all options" not in done.stdout
    limited = run(*ALONE, "--options", "1000")
    assert limited.stdout.startswith("You can exercise all 1,000 options of your grant")


def test_without_a_number_of_options_as_many_are_looked_at_as_it_takes() -> None:
    """Of the next ones too: a hundred, though few millions are what is tried first."""
    rich = ("--wages", "60000000", "--spread", "10")
    said = run(*rich).stdout
    assert said.startswith("You can exercise 1,912,460 options of your grant in 2026")
    dear = run("--wages", "60000000", "--spread", "1000000").stdout
    assert dear.startswith("You can exercise 19 options of your grant in 2026")
    assert "The next 100 options cost" in dear.replace("\n", " ")


def test_where_amt_never_begins_the_answer_says_how_far_it_looked() -> None:
    """Ten million of spread, in as many shares as a file may have."""
    said = run("--wages", "60000000", "--spread", "0.001").stdout
    assert said.startswith(
        "No AMT begins in 2026 within the 10,000,000,000 options looked at."
    )
    assert "your grant that can be exercised" not in said.replace("\n", " ")


@pytest.mark.parametrize("spread", ["0.001", "1000000", "10000000"])
def test_any_spread_is_shown(spread: str) -> None:
    """Also one of which not a single option goes without AMT."""
    done = run("--wages", "100000", "--spread", spread)
    assert done.exit_code == 0
    assert "AMT begins" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= USUAL
    if float(spread) > 1_000:
        assert done.stdout.startswith("You cannot exercise a single option in 2026")


def test_every_option_moves_the_answer() -> None:
    """Status, state, other income, deductions and an old credit."""
    rooms = {
        arguments: json.loads(run(*ALONE, *arguments, "--json").stdout)
        for arguments in (
            (),
            ("--status", "married_jointly"),
            ("--state", "CA"),
            ("--interest", "50000"),
            ("--gain", "600000"),
            ("--deductions", "30000"),
            ("--property-tax", "12000", "--deductions", "20000"),
            ("--credit", "1000"),
            ("--year", "2025"),
        )
    }
    plain = rooms.pop(())
    assert plain["strikes"] is None
    assert plain["batches"][0]["strike"] is None
    assert plain["credit"] is None
    assert rooms["--state", "CA"]["states"]["CA"] > 0
    assert rooms["--credit", "1000"]["credit"]["options"] == 1_376
    same = {("--state", "CA"), ("--credit", "1000")}
    for arguments, found in rooms.items():
        assert (found["options"] == plain["options"]) == (arguments in same), arguments


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--spread", "3"), "--wages is missing: give a SCENARIO file, or --wages and"),
        (("--wages", "3"), "--spread is missing"),
        ((*ALONE, "--year", "2031"), "2031 has no published figures; give 2018 to"),
        (("--spread", "0"), "0.0 is not in the range 0.001<=x"),
        (
            (*ALONE, "--state", "CT", "--year", "2022"),
            "--state: 'CT', but 2022 is planned and the figures of Connecticut begin",
        ),
        (("--wages", "nan"), "is not a finite number"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, with what to give."""
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_every_problem_is_told_by_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of an option need not be that of the field that it fills."""

    def refused(fields: dict[str, Any]) -> None:
        home = {"long_term_gain", "minimum_tax_credit", "itemized_deductions", "state"}
        assert home < fields["household"].keys()
        raise ScenarioErrors(
            [
                Problem(f"household.{name}", "7", "but so", "give less")
                for name in ("long_term_gain", "itemized_deductions.real_estate_taxes")
            ]
        )

    monkeypatch.setattr(module, "checked_scenario", refused)
    given = ("--gain", "7", "--property-tax", "7", "--credit", "7", "--state", "CA")
    done = run(*ALONE, *given)
    assert done.exit_code == 2
    assert "Error: --gain: 7, but so; --property-tax: 7, but so; give" in done.stderr


def test_wrong_usage_of_a_file(sample: str) -> None:
    """A year that the plan does not cover; and what the file says already."""
    done = run(sample, "--year", "2040")
    assert done.exit_code == 2
    assert "the plan covers 2026 to 2031; give a year of the plan" in done.stderr
    done = run(sample, "--property-tax", "3", "--state", "CA")
    assert done.exit_code == 2
    assert "--property-tax, --state: the file says that; leave it out" in done.stderr


def test_a_missing_file() -> None:
    """A known error with its remedy, not a traceback."""
    done = run("nowhere.toml")
    assert done.exit_code == 1
    assert "nowhere.toml" in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_what_a_room_shows(sample: str) -> None:
    """A short name, rows and a table for a notebook."""
    room = isoplan.room(sample)
    assert repr(room) == (
        f"<Room 'Series B engineer': {room.options:,} options in 2026>"
    )
    assert str(room) == room.answer()
    assert [row["begins"] for row in room.to_rows()] == [
        stretch.begins for stretch in room.stretches
    ]
    assert "AMT begins" in room._repr_html_()

"""`isoplan compare` of several files: whole scenarios side by side."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fitting import check_fits
from isoplan.cli.main import main
from isoplan.cli.render.scenarios_table import scenarios_report
from isoplan.models.results.scenario_comparison import (
    SCENARIO_COMPARISON_VERSION,
    ScenarioComparison,
)
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.compare_scenarios import STARTS
from isoplan.optimizer.recommend import recommend
from scenario_builder import Fields, build_scenario, grant

TODAY: dict[str, Fields] = {
    "plan": {"last_year": 2028},
    "household": {"cash": 400_000.0},
    "market": {"growth": 0.1},
}
GRANTS = [grant(shares=30_000)]
ONE_WINDOW: dict[str, Fields] = {
    "plan": {"objective": "least_tax"},
    "market": {
        "trading_windows": [
            {"opens": "2026-05-01", "closes": "2026-05-31", "most_shares": 300}
        ]
    },
}
"""Asks to sell all, and lets 300 shares be sold."""


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def written(folder: Path, name: str, **changes: Fields) -> Path:
    """Write a scenario with some fields changed, and return its file."""
    fields = {part: own | changes.get(part, {}) for part, own in TODAY.items()}
    scenario = build_scenario(grants=GRANTS, **fields)
    file = folder / f"{name}.json"
    file.write_text(json.dumps(scenario.to_dict()), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a scenario, one in California, and one without a plan."""
    made = tmp_path_factory.mktemp("scenarios")
    written(made, "today")
    written(made, "california", household={"state": "CA"})
    written(made, "same")
    written(made, "stuck", **ONE_WINDOW)
    return made


@pytest.fixture(scope="module")
def compared(folder: Path) -> ScenarioComparison:
    """Return three scenarios side by side, one of them the first again."""
    files = [folder / f"{name}.json" for name in ("today", "california", "same")]
    done = run(*files, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return ScenarioComparison.model_validate_json(done.stdout)


def test_each_has_its_own_plan(compared: ScenarioComparison, folder: Path) -> None:
    """The one that `isoplan plan` would print, and its difference to the first."""
    assert compared.version == SCENARIO_COMPARISON_VERSION
    today, california, same = (each.plan for each in compared.scenarios)
    assert today is not None
    assert california is not None
    assert same is not None
    alone = recommend(load_scenario(folder / "california.json"))
    assert california.after_tax_value == alone.totals.after_tax_value
    assert california.total_tax == alone.totals.total_tax
    assert california.cash_needed == alone.cash_needed
    more = california.after_tax_value - today.after_tax_value
    assert california.more_than_first == pytest.approx(more, abs=0.01)
    assert more < -100.0
    assert today.more_than_first == same.more_than_first == 0.0
    assert today.first_actions == same.first_actions
    day = alone.actions[0].date
    assert california.first_actions == tuple(a for a in alone.actions if a.date == day)


def test_what_differs_is_named(compared: ScenarioComparison) -> None:
    """The field of the file, and the first day on which the plans part."""
    today, california, same = compared.scenarios
    assert today.changed_fields == same.changed_fields == ()
    (field,) = california.changed_fields
    assert (field.path, field.first, field.here) == ("household.state", "", "CA")
    assert same.plan is not None
    assert same.plan.first_difference is None
    assert california.plan is not None
    parts = california.plan.first_difference
    assert parts is not None
    assert parts.first != parts.here
    assert {action.date for action in (*parts.first, *parts.here)} == {parts.on}


def test_the_report_says_it(compared: ScenarioComparison) -> None:
    """In a sentence, a table and a few lines, at each width."""
    for width in (60, 80, 120):
        text = scenarios_report(compared, width)
        check_fits(text, width)
    words = " ".join(scenarios_report(compared).split())
    plan = compared.scenarios[1].plan
    assert plan is not None
    less = f"{-plan.more_than_first:,.0f}" if plan.more_than_first else ""
    assert f"after tax; california ${less} less and same as much." in words
    assert f"-{less} " in words
    assert "The file differs in household.state (CA, not none)." in words
    assert "The plan differs first on 20" in words
    assert "Every action is that of today." in words


def test_one_without_a_plan_is_an_error_beside_the_others(folder: Path) -> None:
    """Exit code 3, the file's name in the message, and the other plan is shown."""
    done = run(folder / "today.json", folder / "stuck.json")
    assert done.exit_code == 3
    assert done.stderr.startswith("Error: stuck: ")
    assert "29,700 of them" in done.stderr
    assert "stuck: no plan: " in done.stdout
    assert done.stdout.startswith("today is worth $")
    first = run(folder / "stuck.json", folder / "today.json", "--json")
    assert first.exit_code == 3
    stuck, today = json.loads(first.stdout)["scenarios"]
    assert stuck["plan"] is None
    assert f"Error: stuck: {stuck['error']}\n" == first.stderr
    assert today["plan"]["more_than_first"] is None
    both = ScenarioComparison.model_validate_json(first.stdout)
    place = both.table().headings.index("more than the first $")
    assert [row[place] for row in both.table().rows] == ["-"]
    assert "differs first" not in scenarios_report(both)
    assert "Every action" not in scenarios_report(both)
    nothing = run(folder / "stuck.json", folder / "stuck.json")
    assert (nothing.exit_code, nothing.stdout) == (3, "")


def test_plans_that_begin_on_other_days_are_told_apart(
    compared: ScenarioComparison, folder: Path
) -> None:
    """Their values are of their own first days."""
    later = json.loads((folder / "today.json").read_text(encoding="utf-8"))
    later["plan"]["start"] = "2026-02-02"
    file = folder / "later.json"
    file.write_text(json.dumps(later), encoding="utf-8")
    done = json.loads(run(folder / "today.json", file, "--json").stdout)
    assert STARTS in done["notes"]
    assert STARTS not in compared.notes


def test_all_files_are_read_before_any_is_planned(folder: Path) -> None:
    """Everything wrong with any of them is said at once."""
    bad = folder / "bad.toml"
    bad.write_text("name = 1\n", encoding="utf-8")
    done = run(folder / "today.json", bad, folder / "none.toml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "bad.toml: name is 1" in done.stderr
    assert "none.toml: there is no such file" in done.stderr


def test_files_of_one_name_are_told_apart(folder: Path, tmp_path: Path) -> None:
    """By their folders; the same file twice by its place."""
    today = folder / "today.json"
    other = tmp_path / "today.json"
    other.write_bytes(today.read_bytes())
    done = json.loads(run(today, other, "--json").stdout)
    assert [each["file"] for each in done["scenarios"]] == [str(today), str(other)]
    done = json.loads(run(today, today, "--json").stdout)
    names = [each["file"] for each in done["scenarios"]]
    assert names == [f"{today} (1)", f"{today} (2)"]

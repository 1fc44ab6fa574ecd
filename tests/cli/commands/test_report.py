"""`isoplan report`: the files, what is said, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from isoplan.cli.main import main
from isoplan.cli.report import plan_report as reports
from isoplan.models.base.errors import NoPlanInTime, UnknownLawYear
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.plan import Plan
from isoplan.models.results.report import Report
from isoplan.models.situation import Situation
from isoplan.optimizer.firmness.firmness import Asked
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recommend import solve_and_price

SAMPLE = "amt_credit_timeline.toml"


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def planned(
    situation: Situation, asked: Asked, progress: Callable[[str], None], ready: object
) -> tuple[Plan, EvaluatedSchedule]:
    """Return the plan alone, for tests that do not look at what it hangs on."""
    del ready
    return solve_and_price(situation, asked.limits, asked.solver, progress)


def test_all_files_of_one_plan(root: Path, tmp_path: Path) -> None:
    """One solve, one comparison, five files; the JSON is a report."""
    kinds = ("html", "xlsx", "ics", "csv", "json")
    files = [tmp_path / f"plan.{kind}" for kind in kinds]
    given = [part for file in files for part in ("-o", file)]
    done = run(
        root / "scenarios" / SAMPLE, *given, "--name", "A. Planner", "--open-forms"
    )
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"Wrote {file} ({max(file.stat().st_size // 1000, 1)} KB)." for file in files
    ]
    found = Report.model_validate(json.loads(files[-1].read_text(encoding="utf-8")))
    assert found.comparison is not None
    assert found.comparison.schedules[0].after_tax_value == (
        found.plan.totals.after_tax_value
    )
    page = files[0].read_text(encoding="utf-8")
    assert "A. Planner" in page
    assert '<details class="year" open>' in page
    assert f"${found.plan.totals.after_tax_value:,.0f}" in page


def test_the_plan_alone(root: Path, tmp_path: Path) -> None:
    """Without the comparison, which takes time of its own."""
    file = tmp_path / "plan.json"
    done = run(root / "scenarios" / SAMPLE, "-o", file, "--part", "plan")
    assert done.exit_code == 0
    assert "schedules people follow" not in done.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["comparison"] is None


def test_the_comparison_alone(root: Path, tmp_path: Path) -> None:
    """As `isoplan compare` prints it."""
    files = [tmp_path / f"c.{kind}" for kind in ("html", "xlsx", "csv", "json")]
    given = [part for file in files for part in ("-o", file)]
    done = run(root / "scenarios" / SAMPLE, *given, "--part", "comparison")
    assert done.exit_code == 0
    found = Comparison.model_validate_json(files[-1].read_text(encoding="utf-8"))
    assert found.verdict_without_price_view
    assert "What each schedule does" in files[0].read_text(encoding="utf-8")


def test_nothing_is_solved_for_a_file_that_cannot_be(
    root: Path, tmp_path: Path
) -> None:
    """The refusal comes first, with exit code 1."""
    file = tmp_path / "plan.docx"
    done = run(root / "scenarios" / SAMPLE, "-o", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {file}: '.docx' is no kind of report")
    assert len(done.stderr.splitlines()) == 1


def test_no_output_is_wrong_usage(root: Path) -> None:
    """Click's own words and exit code."""
    done = run(root / "scenarios" / SAMPLE)
    assert done.exit_code == 2
    assert "Missing option '-o'" in done.stderr


def test_a_comparison_that_comes_too_late_is_left_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is ready, and is shown."""

    def late(*_: object) -> None:
        raise NoPlanInTime("over")

    monkeypatch.setattr(reports, "compare_plan", late)
    monkeypatch.setattr(reports, "planned_with_firmness", planned)
    file = tmp_path / "plan.json"
    done = run(root / "scenarios" / SAMPLE, "-o", file)
    assert done.exit_code == 0
    assert "no time left for the comparison" in done.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["comparison"] is None


def test_what_was_done_in_a_year_without_law_is_left_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its reason; the forms of the plan are there."""

    def unknown(*_: object) -> None:
        raise UnknownLawYear(1999)

    monkeypatch.setattr(reports, "forms_of_events", unknown)
    monkeypatch.setattr(reports, "planned_with_firmness", planned)
    file = tmp_path / "plan.html"
    later = root / "scenarios" / "one_year_later.toml"
    done = run(later, "-o", file, "--part", "plan")
    assert done.exit_code == 0
    assert "The report goes without the forms of what was done: no fig" in done.stderr
    page = file.read_text(encoding="utf-8")
    assert "the forms of what was done" not in page
    assert "the forms of the schedule" in page


def test_a_wrong_scenario_writes_nothing(tmp_path: Path) -> None:
    """Its own message, as everywhere."""
    done = run(tmp_path / "none.toml", "-o", tmp_path / "x.html")
    assert done.exit_code == 1
    assert "there is no such file" in done.stderr
    assert list(tmp_path.iterdir()) == []

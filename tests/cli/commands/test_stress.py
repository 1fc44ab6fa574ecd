"""`isoplan stress`: the report, JSON, rows, and what it refuses."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fitting import check_fits
from isoplan.cli.main import main
from scenario_builder import build_scenario, grant

WORDS = ("--paths", "200", "--volatility", "0.6", "--jump", "0.05")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small household's file."""
    scenario = build_scenario(
        plan={"last_year": 2028, "decision_dates": "yearly"},
        household={"cash": 60_000},
        grants=[grant()],
    )
    path = tmp_path_factory.mktemp("stress") / "small.json"
    path.write_text(json.dumps(scenario.to_dict()), encoding="utf-8")
    return path


def called(file: Path, *words: str, width: int = 80) -> Result:
    """What the command prints."""
    runner = CliRunner(env={"COLUMNS": str(width)})
    return runner.invoke(main, ["stress", str(file), *words])


def test_the_report_fits_and_begins_with_the_answer(file: Path) -> None:
    """At 60 columns and at 80, with a histogram of both schedules."""
    for width, more in ((60, ["--wide"]), (80, [])):
        done = called(file, *WORDS, *more, width=width)
        assert done.exit_code == 0, done.stderr
        check_fits(done.stdout, width)
        assert done.stdout.startswith("On 200 price paths the plan, followed blindly,")
        assert "worth less than selling at exercise" in " ".join(done.stdout.split())
        assert "#" in done.stdout
        assert "no forecast" in done.stdout


def test_json_and_rows_have_every_path(file: Path, tmp_path: Path) -> None:
    """The same seed gives the same; a file that is there is not overwritten."""
    rows = tmp_path / "paths.csv"
    done = called(file, *WORDS, "--json", "--csv", str(rows))
    assert done.exit_code == 0, done.stderr
    result = json.loads(done.stdout)
    assert called(file, *WORDS, "--json").stdout == done.stdout
    with rows.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.DictReader(opened))
    assert len(lines) == 200 * len(result["schedules"])
    values = [float(each["value"]) for each in lines if each["schedule"] == "plan"]
    assert sum(values) / 200 == pytest.approx(result["schedules"][0]["mean"], abs=0.02)
    again = called(file, *WORDS, "--csv", str(rows))
    assert again.exit_code == 1
    assert "it exists already" in again.stderr


def test_rows_in_a_file_of_another_kind(file: Path, tmp_path: Path) -> None:
    """Rows are CSV alone: no page is promised, nothing is solved."""
    page = tmp_path / "paths.html"
    done = called(file, *WORDS, "--csv", str(page))
    assert done.exit_code == 1
    assert f"{page}: '.html' is not '.csv'; end it with .csv" in done.stderr
    assert not page.exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 1, "market.volatility is missing"),
        (("--volatility", "x"), 2, "'x' is no number from 0 to 3"),
        (("--volatility", "fund=4"), 2, "is no number from 0 to 3"),
        (("--jump", "1"), 2, "is no number from 0 to 0.99"),
        (("--volatility", "fund=0.2"), 1, "no market of the file"),
    ],
)
def test_what_cannot_be_simulated_is_refused(
    file: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """With a remedy."""
    done = called(file, *words)
    assert done.exit_code == code
    assert said in " ".join(done.stderr.split())

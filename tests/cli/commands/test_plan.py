"""`isoplan plan`: what it prints, where, and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import COMMANDS, main
from isoplan.models.results.plan import PLAN_VERSION, Plan


@pytest.fixture
def sample(root: Path) -> Path:
    """The sample scenario's file."""
    return root / "scenarios" / "series_b_engineer.toml"


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command, and return exit code, stdout and stderr."""
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    return done.exit_code, done.stdout, done.stderr


def test_what_to_do_comes_first_and_nothing_on_stderr(sample: Path) -> None:
    """Proof and first step in two lines; a pipe gets no progress."""
    code, out, err = run("plan", sample, "--quick")
    assert code == 0
    title, now, *_ = out.splitlines()
    assert "  proven within $" in title
    assert now.startswith("NOW    2026-")
    assert "  pay $" in now
    assert err == ""


def test_each_part_is_shown_on_request(sample: Path) -> None:
    """The answer in a sentence, cash by day, assumptions; the proof last."""
    code, out, _ = run("plan", sample, "--full", "--quick")
    assert code == 0
    words = " ".join(out.split())
    assert " Exercise " in words
    assert " After tax: $" in words
    assert "Cash to set aside for 2026:" in out
    assert "\nAssumed: " in out
    assert "TMT $" in words
    assert out.rstrip().split("\n")[-2].startswith("Proven best ")
    assert "Form 6251" not in out
    few = run("plan", sample, "--quick")[1]
    assert "More: --actions, --wide, --cash, --assumptions, --proof, " in few
    assert "More: " not in out


def test_forms_follow_the_report(sample: Path) -> None:
    """With --forms each year's forms come after the rest, and tie to the table."""
    code, out, _ = run("plan", sample, "--forms", "--quick")
    assert code == 0
    report, *years = out.split("\n\n\n")
    assert report.startswith("Series B engineer ")
    assert len(years) == 16  # six years and ten of run-off
    for form in ("Form 1040", "Schedule D, AMT", "Form 6251", "Form 8801", "Form 8960"):
        assert form in years[0]
    assert "federal tax of 2026" in years[0]


@pytest.mark.slow
def test_gifts_have_a_word_and_a_column(root: Path) -> None:
    """Only where shares are given."""
    code, out, _ = run(
        "plan", root / "scenarios" / "giving_shares.toml", "--full", "--quick"
    )
    assert code == 0
    assert " and give 1," in " ".join(out.split())
    assert "  give      early lot" in out
    (heads,) = [line for line in out.splitlines() if "exercise   give" in line]
    assert "sell" in heads


def test_json_is_the_documented_plan(sample: Path) -> None:
    """Standard output is one JSON object that the model reads back."""
    code, out, _ = run("plan", sample, "--json", "--quick")
    assert code == 0
    plan = Plan.model_validate(json.loads(out))
    assert plan.version == PLAN_VERSION
    assert plan.years[0].year == 2026
    assert not plan.years[0].projected
    assert plan.years[1].projected


@pytest.mark.parametrize("solver", ["cbc", "highs"])
def test_stdout_of_a_real_process_is_json_alone(solver: str, root: Path) -> None:
    """What a solver's library prints by itself does not reach standard output."""
    sample = root / "scenarios" / "amt_credit_timeline.toml"
    command = [sys.executable, "-c", "from isoplan.cli.main import main; main()"]
    command += ["plan", str(sample), "--json", "--quick", "--solver", solver]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert Plan.model_validate(json.loads(done.stdout)).status != "feasible"


def test_a_bad_file_exits_1_without_a_traceback(tmp_path: Path) -> None:
    """All problems on stderr, nothing on stdout."""
    bad = tmp_path / "bad.toml"
    bad.write_text('name = "x"\n[plan]\nstart = 2026-01-01\nlast_yaer = 2027\n')
    code, out, err = run("plan", bad)
    assert code == 1
    assert out == ""
    assert "last_yaer" in err
    assert "last_year" in err
    assert "Traceback" not in err


def test_infeasible_exits_3(sample: Path, tmp_path: Path) -> None:
    """A cash floor out of reach."""
    poor = tmp_path / "poor.toml"
    text = sample.read_text().replace("cash_floor = 15_000", "cash_floor = 900_000")
    poor.write_text(text)
    code, out, err = run("plan", poor)
    assert (code, out) == (3, "")
    assert "cash_floor" in err


def test_without_time_the_best_simple_schedule_is_shown(sample: Path) -> None:
    """A millisecond is too little to solve anything: a plan, and its true gap."""
    code, out, _ = run("plan", sample, "--time-limit", "0.001", "--json", "--quick")
    assert code == 0
    plan = Plan.model_validate(json.loads(out))
    assert plan.status == "feasible"
    assert plan.objective.value > 0
    assert plan.objective.gap == pytest.approx(
        plan.objective.bound - plan.objective.value, abs=0.01
    )
    assert plan.proof.audit_difference < 0.01
    best = Plan.model_validate(json.loads(run("plan", sample, "--json", "--quick")[1]))
    assert plan.objective.value < best.objective.value
    assert plan.objective.bound > best.objective.value


SAVES_UP = """
name = "Saves up for the strike"
[plan]
start = 2026-01-01
last_year = 2030
inflation = 0.02
objective = "least_tax"
decision_dates = "monthly"
[household]
filing_status = "single"
wages = 150_000
cash = 0
savings_per_year = 50_000
[[grants]]
name = "G"
granted_on = 2019-06-01
expires_on = 2029-05-31
shares = 10_000
strike = 10.0
vesting = { months = 0, cliff_months = 0 }
[market]
prices = { 2026-01-01 = 60.0 }
first_sale = 2030-06-01
"""


def test_no_plan_in_time_exits_4(tmp_path: Path) -> None:
    """Savings pay for no simple schedule: strikes now, or all the AMT of a last day."""
    path = tmp_path / "saves.toml"
    path.write_text(SAVES_UP)
    assert run("plan", path, "--quick")[0] == 0
    code, out, err = run("plan", path, "--time-limit", "0.000001")
    assert (code, out) == (4, "")
    assert "allow more time" in err


def test_wrong_usage_exits_2(sample: Path) -> None:
    """Click's own."""
    assert run("plan", sample, "--gap", "-1")[0] == 2
    assert run("plan", sample, "--gap", "nan")[0] == 2
    assert run("plan", sample, "--time-limit", "inf")[0] == 2
    assert run("plan")[0] == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    """Help says what the command does, every option included."""
    code, out, _ = run(command, "--help")
    assert code == 0
    assert "For example:\n" in out
    assert f"isoplan {command}" in out
    assert "\\b" not in out

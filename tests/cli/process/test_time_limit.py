"""``--time-limit`` holds for the whole command within a fifth; what is left is said."""

import json
import subprocess
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.cli.process import time_over
from isoplan.models.results.plan import Plan
from isoplan.optimizer import recommend
from isoplan.optimizer.solving.solution import Limits

CALL = [sys.executable, "-c", "from isoplan.cli.main import main; main()"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "name"), [("plan", "few_trades"), ("compare", "pre_ipo_couple")]
)
def test_it_holds_for_a_process(command: str, name: str, root: Path) -> None:
    """Four preferences to price, and schedules to compare; Python's start included."""
    limit = 10.0
    begun = time.monotonic()
    call = [*CALL, command, str(root / "scenarios" / f"{name}.toml"), "--json"]
    call += ["--time-limit", str(limit), "--solver", "highs"]
    done = subprocess.run(call, capture_output=True, check=False)
    assert time.monotonic() - begun < 1.2 * limit + 1.0  # a second to start Python
    assert done.returncode in {0, 4}, done.stderr
    assert b"Traceback" not in done.stderr
    if done.returncode == 0 and command == "plan":
        plan = Plan.model_validate(json.loads(done.stdout))
        without = any("was not worked out in the time" in note for note in plan.notes)
        costs = {each.preference for each in plan.preference_costs}
        assert name != "few_trades" or without or "all" in costs


def test_what_takes_too_long_ends_with_exit_code_4(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the law looks at no clock."""

    def slow(*_: object) -> None:
        until = time.monotonic() + 60.0
        while time.monotonic() < until:
            time.sleep(0.01)

    monkeypatch.setattr(recommend, "traced_problem", slow)
    call = ["plan", str(root / "scenarios" / "leaving_town.toml"), "--time-limit", "2"]
    begun = time.monotonic()
    done = CliRunner().invoke(main, call)
    assert time.monotonic() - begun < 10.0
    assert done.exit_code == 4
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == (
        "Error: nothing was ready in 2 s, reading the law included; allow more time "
        "with --time-limit"
    )


def test_a_limit_too_short_to_start_asks_for_what_is_known(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a search; the report takes the time that it takes."""
    seconds = []

    def recorded(after: float, error: object) -> AbstractContextManager[None]:
        seconds.append(after)
        return nullcontext()

    monkeypatch.setattr(time_over, "raising_after", recorded)
    for limit in ("0.001", "20"):
        call = ["plan", str(root / "scenarios" / "leaving_town.toml"), "--json"]
        done = CliRunner().invoke(main, [*call, "--quick", "--time-limit", limit])
        assert done.exit_code == 0
    assert seconds[0] == pytest.approx(30.0, abs=5.0)
    assert 15.0 < seconds[1] <= 20.0 * (1.0 + time_over.BEYOND)


def test_one_clock_runs_for_all_solves() -> None:
    """Limits that are started stay so; what is spared is not spent."""
    limits = Limits(10.0).started(time.monotonic() - 4.0)
    assert limits.started() is limits
    assert 5.5 < limits.left_s <= 6.0
    assert 3.5 < limits.sparing(2.0).left_s <= 4.0
    assert limits.sparing(100.0).left_s == 0.0
    assert Limits(10.0).left_s == 10.0

"""A batch from its folder to its summary; files are bad, and processes are lost."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from click.testing import CliRunner

from batch_folder import ASKED, BAD, run, small_folder, told, write_household
from dask_cluster import dask_cluster
from isoplan.cli.batch import planning
from isoplan.cli.batch import run as batch_run
from isoplan.cli.batch.planning import Asked, Planned
from isoplan.cli.batch.run import Progress
from isoplan.cli.main import main
from isoplan.cli.process.stopping import Stopped
from isoplan.models.base.errors import ScenarioErrors
from isoplan.optimizer.processes import spread
from isoplan.optimizer.processes.jobs import LOST
from isoplan.optimizer.processes.pool import Pool
from isoplan.optimizer.solving.solution import Limits
from scenario_builder import build_scenario, grant
from uncertain_household import uncertain_fields

COUNT = 8
POSIX = pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Households, and a file that is no scenario."""
    folder = small_folder(tmp_path_factory.mktemp("clients"), COUNT)
    (folder / "bad.toml").write_text(BAD, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(
    clients: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What all results are, worked out in this process."""
    results = tmp_path_factory.mktemp("here")
    run(clients, results)
    return told(results)


def limited(**fields: Any) -> str:
    """A household that no schedule suits: all is to be sold, and little can be."""
    window = {"opens": "2026-05-01", "closes": "2026-05-31", "most_shares": 300}
    scenario = build_scenario(
        plan={"last_year": 2026, "objective": "least_tax"},
        grants=[grant(expires_on="2026-12-30")],
        market={"trading_windows": [window]},
        **fields,
    )
    return json.dumps(scenario.to_dict())


def test_a_result_is_what_plan_prints_and_an_error_is_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its exit code; a future that parts is planned over its outcomes."""
    monkeypatch.chdir(tmp_path)
    folder = Path("clients")
    write_household(folder, "sub/good")
    (folder / "bad.toml").write_text(BAD, encoding="utf-8")
    (folder / "limited.json").write_text(limited(), encoding="utf-8")
    parts = json.dumps(uncertain_fields(), default=str)
    (folder / "parts.json").write_text(parts, encoding="utf-8")
    done = run(folder, Path("results"))
    codes = {}
    for row in done.rows:
        call = ["plan", f"clients/{row.file}", "--quick", "--json"]
        alone = CliRunner().invoke(main, call)
        codes[row.household] = row.exit_code
        assert alone.exit_code == row.exit_code
        if row.is_failed:
            (text,) = Path("results").glob(f"{row.household}.error.json")
            error = json.loads(text.read_text(encoding="utf-8"))
            assert f"Error: {error['message']}\n" == alone.stderr
            assert error["exit_code"] == row.exit_code
        else:
            expected = json.loads(alone.stdout)
            expected["proof"].pop("seconds")
            assert told(Path("results"))[f"{row.household}.json"] == expected
    assert codes == {"bad": 1, "limited": 3, "sub/good": 0, "parts": 0}


def test_a_result_has_the_bytes_that_plan_prints(tmp_path: Path) -> None:
    """Its seconds apart: the same indents, the same end."""
    file = write_household(tmp_path / "clients", "a")
    run(file.parent, tmp_path / "results")
    printed = CliRunner().invoke(main, ["plan", str(file), "--quick", "--json"]).stdout
    kept = (tmp_path / "results" / "a.json").read_text(encoding="utf-8")

    def lines(text: str) -> list[str]:
        return [line for line in text.split("\n") if '"seconds"' not in line]

    assert lines(kept) == lines(printed)


def test_a_change_that_is_wrong_is_told_where_it_was_given(tmp_path: Path) -> None:
    """With line and column of the changes; the others go on."""
    write_household(tmp_path / "clients", "a")
    changes = tmp_path / "changes.csv"
    changes.write_text(
        "file,household,household.wages,household.filing_status\n"
        "a.json,x,lots,single\n"
        "a.json,y,90000,alone\n"
        "a.json,z,90000,\n",
        encoding="utf-8",
    )
    done = run(tmp_path / "clients", tmp_path / "results", changes=changes)
    failures = {row.household: row.failure for row in done.rows}
    place = "a.json with line {}, column {} of changes.csv: household.{} is '{}'"
    assert place.format(2, 3, "wages", "lots") in failures["x"]
    assert place.format(3, 4, "filing_status", "alone") in failures["y"]
    assert failures["z"] == ""
    changes.write_text("file,x.y\nb.json,1\n", encoding="utf-8")
    with pytest.raises(ScenarioErrors, match="line 2, column 1"):
        run(tmp_path / "clients", tmp_path / "none", changes=changes)
    assert not (tmp_path / "none").exists()


def test_a_defect_stops_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as one, with its trace."""
    folder = small_folder(tmp_path / "clients", 2)
    real = planning.recommend_any

    def fails(scenario: Any, *more: Any) -> Any:
        if scenario.name == "Household h0":
            raise ZeroDivisionError("as planted")
        return real(scenario, *more)

    monkeypatch.setattr(planning, "recommend_any", fails)
    done = run(folder, tmp_path / "results")
    assert [row.is_failed for row in done.rows] == [True, False]
    error = told(tmp_path / "results")["h0.error.json"]
    assert error["message"].startswith("ZeroDivisionError: as planted; this is a defe")
    assert "in fails" in error["trace"]
    assert error["exit_code"] == 1


def test_a_household_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where it does not look at the clock."""
    folder = small_folder(tmp_path / "clients", 1)

    def forever(*_: Any) -> Any:
        ends = time.monotonic() + 20.0
        while time.monotonic() < ends:
            pass

    monkeypatch.setattr(planning, "recommend_any", forever)
    done = run(folder, tmp_path / "results", asked=Asked(Limits(1.0)))
    assert done.rows[0].exit_code == 4
    assert "nothing was ready in 1 s" in done.rows[0].failure


def test_a_household_whose_process_is_lost_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what was lost."""
    folder = small_folder(tmp_path / "clients", 1)

    def nowhere(*_: Any, **__: Any) -> Iterator[tuple[int, Planned | str]]:
        yield 0, LOST

    monkeypatch.setattr(batch_run, "spread", nowhere)
    done = run(folder, tmp_path / "results")
    assert done.rows[0].failure == f"{folder / 'h0.json'}: {LOST}"


@POSIX
def test_a_process_that_is_killed_loses_no_household(
    clients: Path,
    here: dict[str, dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of two of this machine: the results are those of this process."""
    pools: list[Pool[Any, Any]] = []

    class Seen(Pool[Any, Any]):
        def __enter__(self) -> Self:
            pools.append(self)
            return super().__enter__()

    monkeypatch.setattr(spread, "Pool", Seen)
    said: list[str] = []

    def tell(message: str) -> None:
        said.append(message)
        if message.startswith("3 of"):
            pools[0].workers[0].process.send_signal(signal.SIGKILL)

    done = run(clients, tmp_path, tell, workers=2)
    assert told(tmp_path) == here
    assert len(done.rows) == COUNT + 1
    assert "done in about" in " ".join(said)
    assert said[-1] == f"{COUNT + 1} of {COUNT + 1} households, 1 without a plan"


@pytest.mark.slow
@POSIX
@pytest.mark.filterwarnings("default")
def test_a_worker_of_a_cluster_that_is_killed_loses_no_household(
    clients: Path, here: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Of two: the results are those of this process."""
    with dask_cluster() as (address, workers):

        def tell(message: str) -> None:
            if message.startswith("3 of"):
                os.kill(workers[0], signal.SIGKILL)

        done = run(clients, tmp_path, tell, scheduler=address)
    assert told(tmp_path) == here
    assert len(done.rows) == COUNT + 1


def test_a_run_that_is_stopped_says_what_is_kept(tmp_path: Path) -> None:
    """Not that nothing was written."""
    folder = small_folder(tmp_path / "clients", 2)

    def tell(message: str) -> None:
        if message.startswith("1 of"):
            raise Stopped(2)

    with pytest.raises(Stopped) as stopped:
        run(folder, tmp_path / "results", tell)
    assert stopped.value.said == (
        "Stopped; 1 of 2 results are kept, and the same command goes on."
    )


def test_progress_says_how_many_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    """An estimate comes with the third household, and goes with the last."""
    clock = iter([0.0, 30.0, 7_200.0])
    monkeypatch.setattr(batch_run.time, "monotonic", lambda: next(clock))
    progress = Progress(households=2_000, known=100, left=1_900)
    assert progress.in_words == "100 of 2,000 households"
    for _ in range(3):
        progress.add(failed=False)
    assert "103 of 2,000 households, done in about 5.3 h, at " in progress.in_words
    for _ in range(1_800):
        progress.add(failed=False)
    assert ", done in about 6 min, at " in progress.in_words
    progress.add(failed=True)
    for _ in range(96):
        progress.add(failed=False)
    assert progress.in_words == "2,000 of 2,000 households, 1 without a plan"


def test_each_household_has_its_own_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of a limit does not run while others are planned."""
    folder = small_folder(tmp_path / "clients", 2)
    assert ASKED.limits.ends_at is None
    real, left = planning.recommend_any, []

    def seen(scenario: Any, limits: Limits, *more: Any) -> Any:
        left.append(limits.left_s)
        return real(scenario, limits, *more)

    monkeypatch.setattr(planning, "recommend_any", seen)
    run(folder, tmp_path / "results")
    assert left == pytest.approx([20.0, 20.0], abs=0.5)

"""What CBC prints, as CBC 2.10.3 printed it: each verdict, bound and count."""

from math import inf
from pathlib import Path

import pytest

from isoplan.optimizer.solving.cbc_log import CbcLog, Verdict

LOGS = Path(__file__).parent / "cbc_logs"


def log(name: str) -> CbcLog:
    return CbcLog((LOGS / f"{name}.txt").read_text(encoding="utf-8"))


VERDICTS = {
    "relaxation": Verdict.OPTIMAL,
    "optimal": Verdict.OPTIMAL,
    "start_used": Verdict.OPTIMAL,
    "start_unusable": Verdict.OPTIMAL,
    "stopped_with_plan": Verdict.STOPPED,
    "stopped_without_plan": Verdict.STOPPED_WITHOUT_PLAN,
    "relax_stopped": Verdict.STOPPED_WITHOUT_PLAN,
    "lp_infeasible": Verdict.INFEASIBLE,
    "integer_infeasible": Verdict.INFEASIBLE,
    "missing_file": Verdict.FAILED,
}


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_how_it_ended(name: str, verdict: Verdict) -> None:
    """Each log was recorded from a call that ended so."""
    assert log(name).verdict is verdict


def test_every_log_is_tested() -> None:
    """A log beside the others that no test reads would prove nothing."""
    assert VERDICTS.keys() == {path.stem for path in LOGS.glob("*.txt")}


@pytest.mark.parametrize("text", ["", "Killed", "Result - Unbounded", "Segmentation"])
def test_what_cannot_be_read_is_a_failure(text: str) -> None:
    """Never a time limit, never a plan."""
    assert CbcLog(text).verdict is Verdict.FAILED


def test_the_bound_is_the_one_named() -> None:
    """In the program's thousands; none is named where the search is complete."""
    assert log("stopped_with_plan").bound == pytest.approx(-195.554)
    assert log("stopped_without_plan").bound == pytest.approx(-195.554)
    assert log("optimal").bound == -inf
    assert CbcLog("Lower bound:   -1.5e+03").bound == -1_500.0
    assert CbcLog("Lower bound: -9.0\nLower bound: -7.0").bound == -7.0


AFTER = (
    "Cbc0010I After {} nodes, 3 on tree, {} best solution, best possible {} (1.0 s)\n"
)


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        ("", None),
        (AFTER.format(1_000, "1e+50", "-197.3"), None),
        (AFTER.format(1_000, "-187.3", "-197.25"), 9.95),
        (
            AFTER.format(1_000, "1e+50", "-197.3")
            + AFTER.format(2_000, "-190", "-1.97e+02"),
            7.0,
        ),
        (AFTER.format(9, "-190", "-189"), 0.0),
        (AFTER.format(9, "-190", "-197").removesuffix("(1.0 s)\n"), None),
    ],
)
def test_how_near_it_is_while_it_runs(said: str, gap: float | None) -> None:
    """By its last whole line on that; in thousands, and never below zero."""
    assert CbcLog(said).gap == (None if gap is None else pytest.approx(gap))


def test_nodes_version_and_start() -> None:
    """As printed."""
    assert log("optimal").nodes == 4
    assert log("missing_file").nodes == 0
    assert log("optimal").version == "2.10.3"
    assert CbcLog("").version == "unknown"
    assert log("start_used").used_start
    assert not log("start_unusable").used_start


def test_the_tail_is_one_line() -> None:
    """It ends a message."""
    assert "\n" not in log("missing_file").tail
    assert "Current model not valid" in log("missing_file").tail

"""Two checkouts plan the same instance, turn about."""

from dataclasses import replace

import pytest

from benchmarks.before_after import Pair, checked_out, tables
from benchmarks.one_plan import OnePlan
from benchmarks.provenance import ROOT, commit_of

PLAN = OnePlan(
    fingerprint="a-b",
    columns=1_000,
    rows=300,
    binaries=40,
    nodes=50,
    value=2_000_000.0,
    gap=0.5,
    status="optimal",
    root_bound=2_020_000.0,
    cpu_s=4.0,
    wall_s=5.0,
    solver_s=2.0,
    megabytes=100.0,
    solver_megabytes=20.0,
)


def test_a_ratio_is_taken_within_a_turn() -> None:
    """Of a turn on a busy machine both figures are large; their ratio is not."""
    busy = replace(PLAN, cpu_s=40.0)
    after = (replace(PLAN, cpu_s=2.0), replace(busy, cpu_s=20.0))
    assert Pair("S low 1", (PLAN, busy), after).ratio("cpu_s") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        pytest.param("a-b", "yes", id="same"),
        pytest.param("a-c", "**no**", id="another-law"),
        pytest.param("", "?", id="older"),
    ],
)
def test_the_table_says_whether_it_is_the_same_instance(other: str, said: str) -> None:
    pair = Pair("S low 1", (replace(PLAN, fingerprint=other),), (PLAN,))
    assert pair.same_instance == said


def test_the_tables_hold_every_pair() -> None:
    faster = replace(PLAN, cpu_s=1.0, rows=310, root_bound=2_002_000.0)
    times, programs = tables([Pair("S low 1", (PLAN,), (faster,))]).split("\n\n")
    assert "0.25" in times
    assert "1.000% | 0.100%" in programs
    assert "300 |   310" in programs


@pytest.mark.slow
def test_a_commit_is_checked_out_with_the_benchmarks_of_today() -> None:
    """And nothing of it is left in the end."""
    if commit_of(ROOT) == "unknown":
        pytest.skip("not a checkout of git")
    with checked_out("HEAD") as folder:
        assert commit_of(folder).rstrip("+") == commit_of(ROOT).rstrip("+")
        mine, its = (each / "benchmarks" / "one_plan.py" for each in (ROOT, folder))
        assert its.read_text("utf-8") == mine.read_text("utf-8")
    assert not folder.exists()

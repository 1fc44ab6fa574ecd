"""How near a search is, told while it runs."""

from pathlib import Path

import pulp
import pytest

from cbc_stand_in import REAL, put
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.relax_then_search import how_near
from isoplan.optimizer.solving.solution import Limits

POSIX = pytest.mark.skipif(not Path("/bin/sh").exists(), reason="scripts of sh")
SLOW_SEARCH = f"""
case "$*" in *-solve*)
  echo "Cbc0010I After 9 nodes, 3 on tree, -5.0 best solution, best possible -7.5 (1 s)"
  sleep 0.4;;
esac
exec {REAL} "$@"
"""
"""CBC that says how near it is before it begins."""


@POSIX
def test_a_search_says_how_near_it_is(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan known beside the relaxation's bound, then what CBC prints."""
    put(tmp_path / "cbc", SLOW_SEARCH)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(tmp_path / "cbc"))
    told: list[str] = []
    path = root / "scenarios" / "all_kinds_of_equity.toml"
    plan, _ = solve_plan(
        situation_of(load_scenario(path)), Limits(), "cbc", told.append
    )
    near = [each for each in told if each.startswith("searching; ")]
    assert plan.proof.root_bound is not None
    assert len(near) >= 2
    assert near[0].startswith("searching; the best plan so far is within $")
    assert near[1] == how_near(2_500.0)
    assert near[1].endswith("within $2,500 of the best possible")

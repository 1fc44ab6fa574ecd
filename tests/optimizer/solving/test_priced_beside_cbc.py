"""Random scenarios by the priced search and by CBC: the same to the cent."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from isoplan.optimizer.solving.branch_and_price import with_pricing
from isoplan.optimizer.solving.solution import Limits
from priced_beside_cbc import Beside, agree, beside, numbered, program_for

ALIKE = [1012, 1021, 1025, 1032, 1045, 3, 26, 99, 126, 162, 182]
"""Numbers of random scenarios: states, elections, action slots, cash, limits on sales,
a second company; some of them searched."""


@pytest.mark.parametrize("number", ALIKE)
def test_it_finds_what_cbc_finds_with_all_columns(number: int) -> None:
    """Proven by both; neither cost is below the other's bound; the law agrees."""
    found = beside(numbered(number), 20.0)
    assert found.wrong == []
    assert found.verdict == "proven by both"
    assert not isinstance(found.priced, str)
    assert found.priced.solver.startswith("columns priced")


def test_the_wider_run_counts_what_it_compares() -> None:
    """`make agree` does this some hundred times over."""
    done = CliRunner().invoke(agree, ["--count", "3", "--first", "1018"])
    assert done.exit_code == 0
    assert re.search(r"proven by both +3\n", done.stdout)
    assert done.stdout.endswith("contradictions: 0\n")


def test_a_bound_above_the_other_cost_is_wrong() -> None:
    """Or a cost that the law does not give, or another solver in its place."""
    program = program_for(numbered(214))
    found = with_pricing(program, Limits(), None)
    assert Beside(program, found, found).wrong == []
    wrong = replace(found, bound=found.cost + 1.0)
    assert "above CBC's cost" in Beside(program, found, wrong).wrong[0]
    assert "below CBC's bound" in Beside(program, wrong, found).wrong[0]
    cheap = replace(found, cost=found.cost - 1.0, bound=found.cost - 1.0)
    assert "by the law" in Beside(program, cheap, cheap).wrong[0]
    other = replace(found, solver="CBC 2")
    assert Beside(program, found, other).wrong == ["solved by CBC 2"]
    assert Beside(program, "infeasible", found).wrong

"""Ten households followed over years: credit generated, used and carried on.

Each year's tax was given by at least two independent programs, named in the file; the
arithmetic of Form 8801 is the file's own. It allows 2 dollars a year; 50 cents are
asked here.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from isoplan.models.returns.cents import rows_in_cents
from isoplan.models.returns.chains import chain_outputs
from isoplan.models.returns.file import load_households
from isoplan.models.returns.outputs import CREDIT, FEDERAL, LOSSES_OUT

FILE = Path(__file__).with_name("credit_chains.json")
CHAINS = json.loads(FILE.read_text(encoding="utf-8"))["chains"]
LOSSES = ("capital_loss_carryforward_out_regular", "capital_loss_carryforward_out_amt")

Years = list[dict[str, float]]


@pytest.fixture(scope="module")
def outputs() -> dict[str, Years]:
    """Return our outputs by the chain's name, a list by year."""
    chains = load_households(FILE).chains
    rows = rows_in_cents(chain_outputs(chains), FEDERAL | CREDIT | LOSSES_OUT)
    found = {str(chain.label): [next(rows) for _ in chain.years] for chain in chains}
    assert not list(rows)
    return found


@pytest.mark.parametrize(
    "chain", CHAINS, ids=lambda chain: f"{chain['id']}-{chain['story']}"
)
def test_chain(chain: dict[str, Any], outputs: dict[str, Years]) -> None:
    """Every line of every year, and the losses carried on in both systems."""
    for year, ours in zip(chain["years"], outputs[chain["id"]], strict=True):
        expected = year["outputs"] | {name: year[name] for name in LOSSES}
        assert ours == pytest.approx(expected, abs=0.5), year["year"]


def test_the_chains_hold_what_is_hard() -> None:
    """A negative line 18, AMT on exclusion items, and an AMT loss carried on."""
    years = [year for chain in CHAINS for year in chain["years"]]
    assert len(CHAINS) == 10
    assert any(year["outputs"]["credit_generated"] < 0 for year in years)
    assert any(year["outputs"]["amt_on_exclusion_items"] > 0 for year in years)
    assert any(year["capital_loss_carryforward_out_amt"] > 0 for year in years)

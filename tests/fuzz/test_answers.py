"""A small size of the fuzzer; ``make fuzz`` runs more, and with a seed of its own."""

from pathlib import Path

import pytest

from fuzzing.checks import CHECKS, KNOWN, broken
from fuzzing.files import toml_text
from fuzzing.scenarios import numbered_file
from fuzzing.trial import Trial

SEED = 13
NUMBERS = (2, 4, 5, 6, 10, 11, 12, 13, 18, 19, 20, 22)
"""Quick ones, with most features between them."""
SECONDS = 60.0
"""Of a solve: enough on a machine that does much else."""
VERDICTS = {"optimal", "proven in fractions", "feasible", "infeasible", "refused"}


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_every_answer_holds(number: int, tmp_path: Path) -> None:
    """All checks of one random file; the message is the file that fails."""
    trial = Trial(numbered_file(SEED, number), tmp_path, SECONDS)
    wrong = broken(trial, frozenset(CHECKS.keys() - KNOWN.keys()))
    assert not wrong, f"{wrong}\n\n{toml_text(trial.fields)}"
    assert trial.verdict in VERDICTS

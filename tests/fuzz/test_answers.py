"""A small size of the fuzzer; ``make fuzz`` runs more, and with a seed of its own."""

from pathlib import Path

import pytest

from fuzzing.checks import CHECKS, KNOWN, broken
from fuzzing.files import toml_text
from fuzzing.scenarios import numbered_file
from fuzzing.trial import Trial

SEED = 13
NUMBERS = (0, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13)
"""Quick ones, with most features between them."""
VERDICTS = {"optimal", "proven in fractions", "feasible", "infeasible", "refused"}


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_every_answer_holds(number: int, tmp_path: Path) -> None:
    """All checks of one random file; the message is the file that fails."""
    trial = Trial(numbered_file(SEED, number), tmp_path)
    wrong = broken(trial, frozenset(CHECKS.keys() - KNOWN.keys()))
    assert not wrong, f"{wrong}\n\n{toml_text(trial.fields)}"
    assert trial.verdict in VERDICTS

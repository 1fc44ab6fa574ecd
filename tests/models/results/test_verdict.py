"""Each verdict reads well, and says what the distance is made of."""

from dataclasses import replace

import pytest

from isoplan.models.results.number_text import part_in_percent
from isoplan.models.results.verdict import Verdict, in_short

FRACTIONS = Verdict(
    status="proven_in_fractions",
    gap=3.20,
    gap_part=3.20 / 644_865,
    fractions_gap=0.01,
    whole_shares_cost=3.20,
    small_trades_cost=0.0,
    bound_of="fractions",
    seconds=60,
)

TO_THE_CENT = "in fractions of shares it is proven to the cent; whole shares cost"

SENTENCES = [
    (FRACTIONS, f"Proven best to within $3.20 (0.0005%): {TO_THE_CENT} $3.20."),
    (
        replace(FRACTIONS, gap_part=None, small_trades_cost=1.2),
        (
            f"Proven best to within $3.20: {TO_THE_CENT} $3.20, and leaving out trades "
            "too small to make $1.20."
        ),
    ),
    (
        replace(FRACTIONS, fractions_gap=2.0),
        (
            "Proven best to within $3.20 (0.0005%): in fractions of shares it is "
            "proven to within $2.00; whole shares cost $3.20."
        ),
    ),
    (
        replace(FRACTIONS, bound_of="whole_shares", whole_shares_cost=6.44),
        (
            f"Proven best to within $3.20 (0.0005%): {TO_THE_CENT} $6.44. No plan in "
            "whole shares saves more than $3.20 of that."
        ),
    ),
    (replace(FRACTIONS, status="optimal", gap=0.01), "Proven optimal (to the cent)."),
    (
        replace(FRACTIONS, status="optimal"),
        "Proven optimal (within $3.20 of the best possible).",
    ),
    (
        replace(FRACTIONS, status="feasible", gap=1_234.5, gap_part=0.0123),
        "Best plan found in 60 s; a better one may exist, by at most $1,234.50 (1.2%).",
    ),
]


@pytest.mark.parametrize(("verdict", "sentence"), SENTENCES)
def test_a_verdict_as_a_sentence(verdict: Verdict, sentence: str) -> None:
    """The distance first, in dollars and as a part of the value."""
    assert verdict.sentence == sentence


def test_a_verdict_in_short() -> None:
    """As the text of a result in a terminal has it."""
    assert in_short("optimal", 0.01) == "proven optimal"
    assert in_short("proven_in_fractions", 3.2) == "proven within $3.20"
    assert in_short("feasible", 1_234.5) == "at most $1,234 from the best"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (0.0, "less than 0.0001%"),
        (4.96e-6, "0.0005%"),
        (0.000_31, "0.03%"),
        (0.0123, "1.2%"),
        (0.27, "27.0%"),
    ],
)
def test_a_part_in_percent(part: float, text: str) -> None:
    """One digit that counts, down to a millionth."""
    assert part_in_percent(part) == text

"""How the cost of a preference is told."""

import pytest

from isoplan.cli.render.preferences import preference_sentences
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.results.plan import PreferenceCost
from isoplan.optimizer.preferences.registry import expressed

UNPROVEN = "; no more was proven."


def cost(cost: float, at_least: float, at_most: float) -> PreferenceCost:
    """Return the cost of two actions a year."""
    (said,) = (p.in_words for p in expressed(Preferences(actions_per_year=2)))
    return PreferenceCost(
        preference="actions_per_year",
        in_words=said,
        cost=cost,
        at_least=at_least,
        at_most=at_most,
    )


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (cost(412.3, 411.9, 412.8), "costs $412."),
        (cost(0.2, 0.0, 1.3), "costs nothing."),
        (
            cost(500.0, 400.0, 1_200.0),
            "costs at least $400 and at most $1,200" + UNPROVEN,
        ),
        (cost(500.0, 0.0, 1_200.0), "costs at most $1,200" + UNPROVEN),
    ],
)
def test_what_is_proven_of_a_cost_is_said(of: PreferenceCost, said: str) -> None:
    """One figure where both plans are proven, otherwise what it lies between."""
    start = "Holding the plan to two actions a year "
    assert preference_sentences([of]) == start + said


def test_each_preference_has_words() -> None:
    """They make a sentence with "costs"; one line a preference."""
    preferences = Preferences.model_validate(
        {
            "actions_per_year": 1,
            "smallest_trade": 1_500,
            "whole_lots": True,
            "most_in_stock": {"share": 0.125, "other_wealth": 0.0},
            "no_amt": True,
            "no_disqualifying_sales": True,
        }
    )
    assert [each.in_words for each in expressed(preferences)] == [
        "holding the plan to one action a year",
        "trading no fewer than 1,500 shares at a time",
        "selling each lot as a whole",
        "keeping at most 12.5% of wealth in the stock",
        "paying no AMT in any year",
        "making no disqualifying sale",
    ]
    amt = (
        ({"federal": 5_000}, "at most $5,000 of federal AMT"),
        ({"federal": 0, "state": 900}, "no federal AMT and at most $900 of state AMT"),
        ({"state": {"2026": 9}}, "no more state AMT than its limit by year"),
    )
    for limits, said in amt:
        (one,) = expressed(Preferences.model_validate({"most_amt": limits}))
        assert one.in_words == f"paying {said} a year"
    (many,) = expressed(Preferences(actions_per_year=12))
    assert many.in_words == "holding the plan to 12 actions a year"
    assert preference_sentences([]) == ""
    assert preference_sentences([cost(5, 5, 5)] * 2).count("\n") == 1

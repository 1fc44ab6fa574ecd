"""Whole shares: traces of shares in slots that a plan does not use are no action."""

from datetime import date

import numpy as np

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.whole_shares import rounding
from scenario_builder import build_scenario, grant

DAYS = date(2026, 1, 2), date(2026, 6, 1)


def test_a_trace_in_an_unused_slot_becomes_no_action() -> None:
    """A binary that is almost zero lets 0.4 of a share through."""
    scenario = build_scenario("trace", grants=[grant()])
    limited = scenario.model_copy(
        update={"preferences": Preferences(actions_per_year=2)}
    )
    situation = situation_of(limited)
    choices = [Choice(0, DAYS[0], DAYS[0]), Choice(0, DAYS[1], DAYS[1])]
    columns = columns_of(situation, choices)
    traced = traced_problem(situation, columns, baseline_years(situation))
    shares = np.array([600.2, 0.4])
    assert np.cumsum(shares).round().tolist() == [600.0, 601.0]  # were it not cleared
    assert rounding._without_traces(traced, shares).tolist() == [600.2, 0.0]
    whole = rounding.whole_shares(traced, shares)
    assert whole is not None
    assert whole[1] == 0.0

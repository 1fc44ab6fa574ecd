"""Columns: what one share does to each year's income, and what they share."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.by_day import cash_by_day
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import (
    INCOME_LINES,
    columns_of,
    possible_columns,
)
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.columns.inventory import inventory
from scenario_builder import build_scenario, grant, lot

START = date(2026, 1, 2)


@pytest.fixture
def scenario() -> Scenario:
    """Strike 10; 50 on the first day, 40 in 2027; a lot exercised at 30 in 2025."""
    return build_scenario(
        "columns",
        plan={
            "start": START,
            "last_year": 2027,
            "decision_dates": "yearly",
            "inflation": 0.0,
            "run_off_years": 0,
        },
        grants=[
            grant(
                granted_on=date(2023, 1, 3),
                expires_on=date(2033, 1, 2),
                shares=400,
                strike=10.0,
                vesting=[
                    {"on": date(2024, 1, 3), "shares": 250},
                    {"on": date(2027, 1, 1), "shares": 150},
                ],
            )
        ],
        lots=[lot(exercised_on=date(2025, 11, 1), value_at_exercise=30.0)],
        market={
            "prices": {START: 50.0, date(2027, 1, 1): 40.0, date(2027, 3, 1): 40.0}
        },
        schedules=[
            {
                "name": "mine",
                "actions": [
                    {"on": date(2026, 5, 5), "exercise": "G", "shares": 7},
                    {
                        "on": date(2027, 6, 6),
                        "sell": "G",
                        "exercised_on": date(2026, 5, 5),
                        "shares": 7,
                    },
                ],
            }
        ],
    )


@pytest.mark.parametrize(
    ("choice", "year", "lines"),
    [
        pytest.param(
            Choice(0, START, START), 2026, {"iso_ordinary_income": 40.0}, id="same-day"
        ),
        pytest.param(
            Choice(0, START, date(2027, 1, 1)),
            2026,
            {"iso_bargain_element": 40.0},
            id="exercise",
        ),
        pytest.param(
            Choice(0, START, date(2027, 1, 1)),
            2027,
            {
                "iso_ordinary_income": 30.0,
                "iso_ordinary_income_later": 30.0,
                "amt_short_term_gain": -10.0,
            },
            id="disqualifying-below-value-at-exercise",
        ),
        pytest.param(
            Choice(0, START, date(2027, 1, 3)),
            2027,
            {"long_term_gain": 30.0, "amt_long_term_gain": -10.0},
            id="qualifying",
        ),
        pytest.param(
            Choice(1, date(2025, 11, 1), START),
            2026,
            {
                "iso_ordinary_income": 20.0,
                "iso_ordinary_income_later": 20.0,
                "short_term_gain": 20.0,
                "amt_short_term_gain": 20.0,
            },
            id="lot-disqualifying",
        ),
    ],
)
def test_lines_of_one_share(
    scenario: Scenario, choice: Choice, year: int, lines: dict[str, float]
) -> None:
    """IRC 421 to 424, 56(b)(3). Worked by hand from prices 50 and 40, strike 10."""
    columns = columns_of(situation_of(scenario), [choice])
    for line in INCOME_LINES:
        found = float(columns.per_share(line, year)[0])
        assert found == pytest.approx(lines.get(line, 0.0), abs=0.05), line


def test_cash_and_present_value(scenario: Scenario) -> None:
    """Ten dollars out on the first day, forty in a year later, at 4 percent."""
    sold = date(2027, 1, 2)
    columns = columns_of(situation_of(scenario), [Choice(0, START, sold)])
    flows = cash_by_day(columns).a_share()
    assert {day: float(flow[0]) for day, flow in flows.items()} == {
        START: -10.0,
        sold: pytest.approx(40.0),
    }
    assert float(columns.present_value[0]) == pytest.approx(
        40.0 / 1.04 ** (365 / 365.25) - 10.0
    )


def test_inventory_by_steps_of_vesting(scenario: Scenario) -> None:
    """250 less the 100 exercised are there at once, 150 later, 100 in the lot."""
    columns = possible_columns(situation_of(scenario))
    blocks = inventory(columns)
    assert [(b.tranche, b.shares, b.must_be_used) for b in blocks] == [
        (0, 150.0, False),
        (0, 150.0, False),
        (1, 100.0, True),
    ]
    later = columns.choices[blocks[1].first]
    assert later.exercised_on == date(2027, 1, 1)


def test_possible_columns_are_ordered_and_lawful(scenario: Scenario) -> None:
    """By tranche and exercise; nothing is sold before it is exercised."""
    columns = possible_columns(situation_of(scenario))
    order = [(c.tranche, c.exercised_on) for c in columns.choices]
    assert all(a <= b for a, b in pairwise(order))
    assert len(set(columns.choices)) == len(columns)
    for choice in columns.choices:
        assert choice.sold_on is None or choice.sold_on >= choice.exercised_on
        assert choice.sold_on is None or START <= choice.sold_on <= date(2027, 12, 31)


def test_the_first_qualifying_day_is_a_choice(scenario: Scenario) -> None:
    """More than a year after each exercise in 2026, on the very day."""
    columns = possible_columns(situation_of(scenario))
    mine = Choice(0, START, date(2027, 1, 3))
    assert mine in columns.choices
    assert bool(columns.qualifying[columns.choices.index(mine)])


def test_users_own_days_become_columns(scenario: Scenario) -> None:
    """What a schedule of the user's does, the plan may do as well."""
    own = user_choices(situation_of(scenario))
    assert Choice(0, date(2026, 5, 5), date(2027, 6, 6)) in own
    completed = Choice(1, date(2025, 11, 1), date(2027, 12, 31))  # the lot, at the end
    assert completed in own
    assert own[0] in possible_columns(situation_of(scenario), own).choices


def test_least_tax_leaves_no_choice_to_keep(scenario: Scenario) -> None:
    """Every share that can be sold is sold."""
    plan = scenario.plan.model_copy(update={"objective": "least_tax"})
    columns = possible_columns(situation_of(scenario.model_copy(update={"plan": plan})))
    assert all(choice.sold_on is not None for choice in columns.choices)
    assert all(block.must_be_used for block in inventory(columns))


def test_pure_losses_are_no_columns(scenario: Scenario) -> None:
    """An option under water is not exercised to be sold at or under its strike."""
    grant = scenario.grants[0].model_copy(update={"strike": 45.0})
    columns = possible_columns(
        situation_of(scenario.model_copy(update={"grants": (grant,)}))
    )
    options = np.array([choice.tranche == 0 for choice in columns.choices])
    assert all(
        choice.exercised_on < date(2027, 1, 1)
        for choice, option in zip(columns.choices, options.tolist(), strict=True)
        if option
    )

"""Preferences that cannot be: every message names field, value, reason and remedy."""

from collections.abc import Callable
from typing import Any

import pytest

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]
MISTAKES = [
    pytest.param(
        {"actions_per_year": 0},
        "preferences.actions_per_year is 0, which is below 1; give 1 or more",
        id="no-action",
    ),
    pytest.param(
        {"actions_per_year": 2.5},
        "preferences.actions_per_year is 2.5, which is not a whole number; write it "
        "without a point",
        id="half-an-action",
    ),
    pytest.param(
        {"actions_per_year": True},
        "preferences.actions_per_year is true, which is not a whole number; give a "
        "whole number",
        id="actions-true",
    ),
    pytest.param(
        {"smallest_trade": 0},
        "preferences.smallest_trade is 0, which is not above 0; give a number above 0",
        id="no-share",
    ),
    pytest.param(
        {"smallest_trade": 99.5},
        "preferences.smallest_trade is 99.5, which is not a whole number; write it "
        "without a point",
        id="half-a-share",
    ),
    pytest.param(
        {"whole_lots": 1},
        "preferences.whole_lots is 1, which is neither true nor false; write true or "
        "false",
        id="lots-one",
    ),
    pytest.param(
        {"whole_lots": "yes"},
        "preferences.whole_lots is 'yes', which is neither true nor false; write true "
        "or false",
        id="lots-yes",
    ),
    pytest.param(
        {"no_disqualifying_sales": "yes"},
        "preferences.no_disqualifying_sales is 'yes', which is neither true nor false; "
        "write true or false",
        id="sales-yes",
    ),
    pytest.param(
        {"no_amt": 0},
        "preferences.no_amt is 0, which is neither true nor false; write true or false",
        id="amt-zero",
    ),
    pytest.param(
        {"most_amt": {}},
        "preferences.most_amt is an empty table, which limits nothing; give federal, "
        "state or both",
        id="no-limit-on-amt",
    ),
    pytest.param(
        {"most_amt": {"federal": -1.0}},
        "preferences.most_amt.federal is -1.0, which is below 0; give 0 or more",
        id="amt-below-zero",
    ),
    pytest.param(
        {"most_amt": 5_000},
        "preferences.most_amt is 5000, which is not a table; write its fields under "
        "its heading",
        id="amt-alone",
    ),
    pytest.param(
        {"no_amt": True, "most_amt": {"state": 100.0}},
        "preferences.most_amt is a table with state, which limits nothing: no_amt = "
        "true allows no AMT in any year; remove most_amt or no_amt",
        id="amt-limited-twice",
    ),
    pytest.param(
        {"most_in_stock": 0.3},
        "preferences.most_in_stock is 0.3, which is not a table; write its fields "
        "under its heading",
        id="share-alone",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.3}},
        "preferences.most_in_stock.other_wealth is missing; add other_wealth (Wealth "
        "outside the stock at the end of each year, without shares of [markets] and "
        "what the plan itself brings in)",
        id="no-other-wealth",
    ),
    pytest.param(
        {"most_in_stock": {"other_wealth": 1e5}},
        "preferences.most_in_stock.share is missing; add share (Part of all wealth "
        "that shares and vested options of [market] may be worth after the last day of "
        "sale in each year)",
        id="no-share-of-wealth",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.0, "other_wealth": 1e5}},
        "preferences.most_in_stock.share is 0.0, which is not above 0; give a number "
        "above 0",
        id="share-zero",
    ),
    pytest.param(
        {"most_in_stock": {"share": 1.0, "other_wealth": 1e5}},
        "preferences.most_in_stock.share is 1.0, which limits nothing: the stock is "
        "never more than all wealth; give a part below 1, such as 0.3, or remove "
        "most_in_stock",
        id="share-one",
    ),
    pytest.param(
        {"most_in_stock": {"share": 30, "other_wealth": 1e5}},
        "preferences.most_in_stock.share is 30, which is above 1; give 1 or less, as a "
        "fraction: 0.03 is 3 percent",
        id="share-in-percent",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.3, "other_wealth": -1.0}},
        "preferences.most_in_stock.other_wealth is -1.0, which is below 0; give 0 or "
        "more",
        id="debt",
    ),
    pytest.param(
        {"most_in_stock": {"share": 0.3, "other_wealth": 0, "from_year": 2031}},
        "preferences.most_in_stock.from_year is 2031, after 2030, the last year in "
        "which anything is decided; give a year up to 2030, or give plan.last_year a "
        "later year",
        id="after-the-plan",
    ),
    pytest.param(
        {"hold_to_horizon": 1},
        "preferences.hold_to_horizon is 1, which is neither true nor false; write true "
        "or false",
        id="hold-one",
    ),
    pytest.param(
        {"exercise_all_by": "2031-02-01"},
        "preferences.exercise_all_by is 2031-02-01, outside the plan, which runs from "
        "2026-03-01 to 2030-12-31; give a day within the plan, or move the plan's "
        "start or last_year",
        id="by-a-day-after-the-plan",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "exercise": "G7", "shares": 10}]},
        "preferences.pinned[0].exercise is 'G7', which names none of the scenario's "
        "grants; known grants: G1",
        id="pinned-unknown-grant",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "exercise": "G1", "shares": 1_000_000}]},
        "preferences.pinned[0].shares is 1000000, more than the 1,900 options of 'G1' "
        "that are vested on 2026-03-02 and not exercised yet; exercise fewer, or later",
        id="pinned-too-many",
    ),
    pytest.param(
        {"pinned": [{"on": "2025-03-02", "exercise": "G1", "shares": 1}]},
        "preferences.pinned[0].on is 2025-03-02, outside the plan, which runs from "
        "2026-03-01 to 2030-12-31; give a day within the plan, or move the plan's "
        "start or last_year",
        id="pinned-before-the-plan",
    ),
    pytest.param(
        {"pinned": [{"on": "2027-01-05", "sell": "G1", "shares": 10_000_000}]},
        "preferences.pinned[0].shares is 10000000, more than the 500 shares of 'G1' "
        "held on 2027-01-05; sell fewer, or sell after they are exercised",
        id="pinned-sale-of-too-many",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "sell": "G1", "shares": 10}]},
        "preferences.pinned[0].on is 2026-03-02, a day on which shares cannot be sold "
        "(market.first_sale); sell on 2027-01-04 or later",
        id="pinned-sale-of-a-closed-day",
    ),
    pytest.param(
        {"pinned": [{"on": "2026-03-02", "shares": 10}]},
        "preferences.pinned[0] is a table with on, shares, which has not exactly one "
        "of 'exercise' and 'sell'; write { on, exercise, shares } or { on, sell, "
        "shares }",
        id="pinned-nothing",
    ),
    pytest.param(
        {"most_stock": 2},
        "preferences.most_stock is not a field of the scenario file; did you mean "
        "'most_in_stock'?",
        id="another-name",
    ),
]
MISTAKES_OF_FLOORS = [
    pytest.param(
        {"worst_outcome": "-30,000"},
        "preferences.worst_outcome is '-30,000', which is text, not a number; write "
        "digits, without quotes",
        id="worst-in-quotes",
    ),
    pytest.param(
        {"cvar": -10_000},
        "preferences.cvar is -10000, which is not a table; write its fields under its "
        "heading",
        id="tail-alone",
    ),
    pytest.param(
        {"cvar": {"part": 0.0, "at_least": -10_000}},
        "preferences.cvar.part is 0.0, which is not above 0; give a number above 0",
        id="no-part",
    ),
    pytest.param(
        {"cvar": {"part": 1, "at_least": -10_000}},
        "preferences.cvar.part is 1, which is every outcome: their mean is what the "
        "plan maximizes; give a part below 1, such as 0.2 for the worst fifth, or "
        "remove cvar",
        id="every-outcome",
    ),
    pytest.param(
        {"cvar": {"part": 20, "at_least": -10_000}},
        "preferences.cvar.part is 20, which is above 1; give 1 or less, as a fraction: "
        "0.03 is 3 percent",
        id="percent",
    ),
    pytest.param(
        {"cvar": {"part": 0.2, "at_least": -10_000, "parts": 0.2}},
        "preferences.cvar.parts is not a field of the scenario file; did you mean "
        "'part'?",
        id="near-miss",
    ),
    pytest.param(
        {"worst_outcom": -10_000},
        "preferences.worst_outcom is not a field of the scenario file; did you mean "
        "'worst_outcome'?",
        id="worst-near-miss",
    ),
    pytest.param(
        {"worst_outcome": -5_000, "cvar": {"part": 0.2, "at_least": -10_000}},
        "preferences.cvar is a table with part, at_least, which limits nothing: "
        "worst_outcome = -5000 keeps every outcome at that or above; give "
        "cvar.at_least more than worst_outcome, or remove one of them",
        id="tail-below-the-worst",
    ),
    pytest.param(
        {"worst_outcome": 0},
        "preferences.worst_outcome limits what the outcomes are worth, and this file "
        "has one path alone; add [[branches]] or [uncertainty], or remove it",
        id="one-path",
    ),
    pytest.param(
        {"cvar": {"part": 0.2, "at_least": -10_000}},
        "preferences.cvar limits what the outcomes are worth, and this file has one "
        "path alone; add [[branches]] or [uncertainty], or remove it",
        id="tail-of-one-path",
    ),
]
"""Floors under what the outcomes are worth."""


@pytest.mark.parametrize(("preferences", "line"), [*MISTAKES, *MISTAKES_OF_FLOORS])
def test_one_mistake_is_one_line(
    preferences: Fields, line: str, lines_with: Lines
) -> None:
    """File, field, value, reason and remedy."""
    assert lines_with({"preferences": preferences}) == [line]


def test_a_preference_after_the_plan_is_seen_beside_other_mistakes(
    lines_with: Lines,
) -> None:
    """A mistake elsewhere does not hide it."""
    limit = {"share": 0.3, "other_wealth": 0, "from_year": 2031}
    found = lines_with(
        {"preferences": {"most_in_stock": limit}, "grants.0.strike": -1.0}
    )
    assert [line.split(" is ")[0] for line in found] == [
        "grants[0].strike of 'G1'",
        "preferences.most_in_stock.from_year",
    ]

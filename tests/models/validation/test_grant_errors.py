"""What can be wrong with a grant, and the line that it prints."""

from collections.abc import Callable
from typing import Any

import pytest

Fields = dict[str, Any]
Lines = Callable[[Fields], list[str]]

GRANTS = [
    pytest.param(
        {"grants.0.expires_on": "2036-05-01"},
        "grants[0].expires_on of 'G1' is '2036-05-01', more than 10 years after "
        "2024-03-01, so it is not an incentive stock option (IRC 422(b)(3)); it must "
        "expire by 2034-03-01",
        id="term-over-ten-years",
    ),
    pytest.param(
        {"grants.0.expires_on": "2024-03-01"},
        "grants[0].expires_on of 'G1' is '2024-03-01', not after the day of grant, "
        "2024-03-01; give a day after it, up to 2034-03-01",
        id="expires-on-the-day-of-grant",
    ),
    pytest.param(
        {"lots.0.shares": 4801},
        "grants[0].shares of 'G1' is 4800, fewer than the 4,801 shares in the lots of "
        "this grant; correct the shares of the grant or of its lots",
        id="lots-exceed-the-grant",
    ),
    pytest.param(
        {"grants.1": {"like": 0}},
        "grants[1].name is 'G1', already the name of grants[0]; give each grant a name "
        "of its own",
        id="two-grants-of-one-name",
    ),
    pytest.param(
        {"grants.0.exercised": 499},
        "grants[0].exercised of 'G1' is 499, fewer than the 500 shares in the lots of "
        "this grant, which were all exercised; give at least 500, or leave it out",
        id="exercised-less-than-lots",
    ),
    pytest.param(
        {"grants.0.exercised": 2401},
        "grants[0].exercised of 'G1' is 2401, more than the 2,400 options vested by "
        "the plan's start on 2026-03-01; give at most 2400, or correct the vesting; "
        "set early_exercise if unvested options can be exercised",
        id="exercised-more-than-vested",
    ),
    pytest.param(
        {"grants.0.exercised": 4801},
        "grants[0].exercised of 'G1' is 4801, more than the 4,800 options granted; "
        "give at most 4800, or correct shares",
        id="exercised-more-than-granted",
    ),
    pytest.param(
        {"grants.0.months_after_leaving": 3, "grants.0.days_after_leaving": 90},
        "grants[0].days_after_leaving of 'G1' is 90, beside months_after_leaving = 3; "
        "keep the one that the plan document counts in",
        id="two-windows-after-leaving",
    ),
    pytest.param(
        {"grants.0.vesting": [{"on": "2025-01-01", "shares": 4000}]},
        "grants[0].vesting of 'G1' is a list of 1, which adds up to 4,000 shares while "
        "4,800 were granted; list the days on which all granted options vest",
        id="vesting-adds-up-to-less",
    ),
    pytest.param(
        {"grants.0.vesting": "monthly"},
        "grants[0].vesting of 'G1' is 'monthly', which is neither a rule nor a list of "
        "days; write {} for 48 months with a cliff of 12, or a list of { on, shares }",
        id="vesting-is-text",
    ),
    pytest.param(
        {"grants.0.vesting": {"months": 6}},
        "grants[0].vesting.cliff_months of 'G1' is 12, more than the 6 months in which "
        "all shares vest; give at most 6 months",
        id="cliff-after-the-last-month",
    ),
    pytest.param(
        {"grants.0.vesting": {"every_months": 0}},
        "grants[0].vesting.every_months of 'G1' is 0, which is not above 0; give a "
        "number above 0",
        id="no-months-between-steps",
    ),
    pytest.param(
        {"grants.0.strike": 0},
        "grants[0].strike of 'G1' is 0, which is not above 0; give a number above 0",
        id="strike-of-zero",
    ),
    pytest.param(
        {"grants.0.strike": -2.5},
        "grants[0].strike of 'G1' is -2.5, which is not above 0; give a number above 0",
        id="negative-strike",
    ),
    pytest.param(
        {"grants.0.strike": float("nan")},
        "grants[0].strike of 'G1' is nan, which is not a finite number; give a number",
        id="strike-is-no-number",
    ),
    pytest.param(
        {"grants.0.strike": float("inf")},
        "grants[0].strike of 'G1' is inf, which is not a finite number; give a number",
        id="infinite-strike",
    ),
    pytest.param(
        {"grants.0.strike": "2.0"},
        "grants[0].strike of 'G1' is '2.0', which is text, not a number; write digits, "
        "without quotes",
        id="strike-in-quotes",
    ),
    pytest.param(
        {"grants.0.strike": True},
        "grants[0].strike of 'G1' is true, which is not a number; give a number",
        id="strike-is-a-truth-value",
    ),
    pytest.param(
        {"grants.0.strike": None},
        "grants[0].strike of 'G1' is null, which is not a number; give a number",
        id="strike-is-null",
    ),
    pytest.param(
        {"grants.0.strike": 10**400},
        f"grants[0].strike of 'G1' is 1{'0' * 59}..., which is too large; correct it",
        id="strike-of-many-digits",
    ),
    pytest.param(
        {"grants.0.strike": ...},
        "grants[0].strike of 'G1' is missing; add strike (Exercise price of one share)",
        id="no-strike",
    ),
    pytest.param(
        {"grants.0.shares": 4800.0},
        "grants[0].shares of 'G1' is 4800.0, which is not a whole number; write it "
        "without a point: 4800",
        id="shares-with-a-point",
    ),
    pytest.param(
        {"grants.0.granted_on": 20240301},
        "grants[0].granted_on of 'G1' is 20240301, which is not a date; write it as in "
        "2026-03-01",
        id="day-as-a-number",
    ),
    pytest.param(
        {"grants.0.granted_on": "2024-02-30"},
        "grants[0].granted_on of 'G1' is '2024-02-30', which is not a day of the "
        "calendar; correct the day or the month",
        id="day-not-in-the-calendar",
    ),
    pytest.param(
        {"grants.0.granted_on": "0024-02-28"},
        "grants[0].granted_on of 'G1' is '0024-02-28', which is too far away to plan "
        "for; give a year from 1950 to 2150",
        id="day-long-ago",
    ),
    pytest.param(
        {"grants.0.name": ""},
        "grants[0].name is '', which is empty; give it a name",
        id="empty-name",
    ),
    pytest.param(
        {"grants.0.name": "G1\n"},
        "grants[0].name of 'G1\\n' is 'G1\\n', which has spaces at its ends, or "
        "characters that cannot be printed; remove them",
        id="name-of-two-lines",
    ),
    pytest.param(
        {"grants.0.strik": 3},
        "grants[0].strik of 'G1' is not a field of the scenario file; did you mean "
        "'strike'?",
        id="typo-in-a-grant",
    ),
    pytest.param(
        {"grants.0.vesting": {"cliff": 12}},
        "grants[0].vesting.cliff of 'G1' is not a field of the scenario file; did you "
        "mean 'cliff_months'?",
        id="typo-in-vesting",
    ),
    pytest.param(
        {"grants.0": "G1"},
        "grants[0] is 'G1', which is not a table; write its fields under its heading",
        id="text-for-a-grant",
    ),
    pytest.param(
        {
            "grants.1": {
                "like": 0,
                "name": "late",
                "granted_on": "2031-01-01",
                "expires_on": "2040-01-01",
            }
        },
        "grants[1].granted_on of 'late' is 2031-01-01, after the plan's last day, "
        "2030-12-31; remove the grant, or give plan.last_year a later year",
        id="granted-after-the-plan",
    ),
]


@pytest.mark.parametrize(("values", "line"), GRANTS)
def test_one_mistake_in_a_grant_is_one_line(
    values: Fields, line: str, lines_with: Lines
) -> None:
    """File, field, value, reason and remedy; nothing follows from it twice."""
    assert lines_with(values) == [line]


def test_a_grant_that_cannot_be_read_is_still_a_grant(lines_with: Lines) -> None:
    """Its lots and schedules are not called wrong because of it."""
    assert lines_with({"grants.0.granted_on": "long ago"}) == [
        (
            "grants[0].granted_on of 'G1' is 'long ago', which is not a date; write it "
            "as in 2026-03-01"
        )
    ]

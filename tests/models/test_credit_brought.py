"""The credit brought into the first year: a number, or what people have."""

from collections.abc import Callable
from datetime import date

import pytest

from scenario_builder import Fields, build_situation, grant

CALIFORNIA = {"household.state": "CA"}

BROUGHT = [
    pytest.param(79_206, 79_206, id="a-number"),
    pytest.param({"line_26": 0, "amt": 79_206}, 79_206, id="last-years-amt"),
    pytest.param({"amt": 50_000}, 50_000, id="no-form-8801-yet"),
    pytest.param({"line_26": 10_000, "amt": 0}, 10_000, id="line-26-alone"),
    pytest.param(
        {"line_26": 10_000, "amt": 5_000, "amt_on_exclusion_items": 2_000},
        13_000,
        id="less-the-exclusion-part",
    ),
    pytest.param(
        {"line_26": 1_000, "amt": 0, "amt_on_exclusion_items": 3_000},
        0,
        id="never-below-zero",
    ),
    pytest.param(
        {"last_year": {"wages": 150_000, "iso_bargain_element": 332_071.60}},
        80_463.05,
        id="worked-out",
    ),
    pytest.param(
        {
            "line_26": 500,
            "last_year": {
                "wages": 150_000,
                "iso_bargain_element": 332_071.60,
                "filing_status": "married_jointly",
            },
        },
        # 482,071.60 less 137,000 is 345,071.60; 28% less 4,782 is 91,838.05; regular
        # tax on 118,500 is 15,898
        500 + 91_838.05 - 15_898,
        id="worked-out-jointly",
    ),
]


@pytest.mark.parametrize(("given", "brought"), BROUGHT)
def test_the_credit_brought_into_the_first_year(given: object, brought: float) -> None:
    """Form 8801 line 21 = 18 + 19, by hand; last year's AMT as in test_credit.py."""
    situation = build_situation(changes={"household.minimum_tax_credit": given})
    assert situation.credit_brought == pytest.approx(brought, abs=0.01)


def test_the_exclusion_part_is_worked_out_too() -> None:
    """Taxes of 40,000 itemized, no spread: 40,000 of 2a against 650,000 of wages.

    By hand for 2025, single: taxes after the cap are 10,000 (MAGI above 600,000). Line
    4 is 630,000; the exemption is 88,100 - 25% of 3,650 = 87,187.50; line 9 is 28% of
    542,812.50 less 4,782 = 147,205.50, below regular tax on 620,000 of 187,769.75.
    """
    last_year = {
        "wages": 650_000,
        "itemized_deductions": {"state_and_local_taxes": 60_000, "other": 20_000},
    }
    changes = {"household.minimum_tax_credit": {"last_year": last_year}}
    before = build_situation(changes=changes).year_before
    assert before is not None
    assert before.exclusion_items is not None
    assert float(before.exclusion_items.line_4) == pytest.approx(630_000)
    assert float(before.exclusion_items.line_9) == pytest.approx(147_205.50)
    assert float(before.line_15) == 0


def test_gains_of_last_year_on_both_bases() -> None:
    """A gain that is smaller for the AMT lowers it; left out, both are the same."""
    income = {"wages": 150_000, "iso_bargain_element": 300_000}
    gains = {"long_term_gain": 50_000, "short_term_gain": 1_000}
    less = {"amt_long_term_gain": 10_000, "amt_short_term_gain": 0}

    def amt(last_year: Fields) -> float:
        changes = {"household.minimum_tax_credit": {"last_year": last_year}}
        before = build_situation(changes=changes).year_before
        assert before is not None
        return float(before.line_16)

    same = {f"amt_{name}": gain for name, gain in gains.items()}
    assert amt(income | gains) == amt(income | gains | same)
    assert amt(income | gains | less) < amt(income | gains) - 6_000


@pytest.mark.parametrize(
    ("given", "brought"),
    [
        (4_000, 4_000),
        ({"amt": 3_000}, 3_000),
        (
            {"carryforward": 2_000, "amt": 3_000, "amt_on_exclusion_items": 500},
            4_500,
        ),
    ],
)
def test_the_states_credit(given: object, brought: float) -> None:
    """FTB 3510 lines 28 to 32, by hand."""
    changes = CALIFORNIA | {"household.state_minimum_tax_credit": given}
    situation = build_situation(changes=changes)
    assert situation.household.state_credit_brought == brought


CREDIT = "household.minimum_tax_credit"
WRONG = [
    pytest.param(
        {CREDIT: {"line_26": 5_000}},
        f"{CREDIT} is a table with line_26, which does not tell last year's AMT; add "
        "amt (Form 6251 line 11; 0 if there was none), or last_year",
        id="line-26-alone",
    ),
    pytest.param(
        {CREDIT: {"amt": 5, "last_year": {"wages": 1}}},
        f"{CREDIT} is a table with amt, last_year, which gives both last_year and amt, "
        "which follows from it; keep one of them",
        id="amt-twice",
    ),
    pytest.param(
        {CREDIT: {"amt_on_exclusion_items": 5, "last_year": {"wages": 1}}},
        f"{CREDIT} is a table with amt_on_exclusion_items, last_year, which gives both "
        "last_year and amt_on_exclusion_items, which follows from it; keep one of them",
        id="exclusion-part-twice",
    ),
    pytest.param(
        {CREDIT: {"amount": 5, "amt": 1}},
        f"{CREDIT}.amount is not a field of the scenario file; did you mean 'amt'?",
        id="unknown-field",
    ),
    pytest.param(
        {CREDIT: -1},
        f"{CREDIT} is -1, which is below 0; give 0 or more",
        id="negative",
    ),
    pytest.param(
        {CREDIT: {"last_year": {"interest": 5}}},
        f"{CREDIT}.last_year.wages is missing; add wages (Wages of that year, Form "
        "1040 line 1a)",
        id="no-wages",
    ),
    pytest.param(
        {"household.state": "CA", "household.state_minimum_tax_credit": {}},
        "household.state_minimum_tax_credit.amt is missing; add amt (Last year's AMT "
        "of the state, such as Schedule P (540) line 26)",
        id="state-without-amt",
    ),
]


@pytest.mark.parametrize(("values", "line"), WRONG)
def test_one_line_for_each_mistake(
    values: Fields, line: str, lines_with: Callable[[Fields], list[str]]
) -> None:
    """Field, value, reason and remedy."""
    assert lines_with(values) == [line]


def test_a_year_before_all_figures_of_the_law(
    lines_with: Callable[[Fields], list[str]],
) -> None:
    """A plan that starts in 2018 cannot have its 2017 worked out."""
    values = {
        "plan.start": "2018-03-01",
        "market.prices.2018-01-01": 10.0,
        "grants": [
            grant("G1", granted_on="2016-03-01", expires_on="2026-03-01", strike=2.0)
        ],
        "lots": [],
        "schedules": [],
        CREDIT: {"last_year": {"wages": 150_000}},
    }
    (line,) = lines_with(values)
    assert line == (
        f"{CREDIT}.last_year is 2017, but figures of the law begin with 2018; give amt "
        "and amt_on_exclusion_items of that return instead"
    )


def test_the_plan_starts_with_it() -> None:
    """The first year of a plan has it on line 21, as a number or as a table."""
    from isoplan.optimizer.recommend import recommend

    plans = [
        recommend(
            build_situation(
                changes={CREDIT: given, "plan.start": date(2026, 1, 2)},
                grants=[grant()],
            ).scenario
        )
        for given in (5_000, {"line_26": 2_000, "amt": 3_000})
    ]
    used = [plan.totals.credit_used for plan in plans]
    assert used[0] == used[1] > 0

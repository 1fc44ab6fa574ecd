"""What each feature adds to the sample scenario: columns, rows, binaries, time.

The sample is planned as it stands and with one feature at a time, turn about, several
times over; times are ratios within one turn. ``python -m benchmarks.features`` prints a
table; ``--turns`` says how often.
"""

import statistics
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import click

from benchmarks.phases import Watched, watched
from benchmarks.table import table
from isoplan.models.scenario import Scenario

SAMPLE = Path(__file__).resolve().parents[1] / "scenarios" / "series_b_engineer.toml"
Fields = dict[str, Any]

FEATURES: dict[str, Fields] = {
    "the sample": {},
    "a larger grant, accelerated beyond the $100,000 limit": {
        "grants.1.shares": 40_000,
        "grants.1.acceleration": {"on": "2027-06-30"},
        "schedules": [],
    },
    "a grant of nonqualified options": {"grants.1.kind": "nso"},
    "restricted units": {
        "restricted_units": [
            {
                "name": "units",
                "granted_on": "2025-03-10",
                "shares": 2_400,
                "vesting": {"every_months": 6},
            }
        ]
    },
    "exercise before vesting, the plan elects": {
        "grants.1.early_exercise": "plan_decides"
    },
    "leaving in 2027, seven years to exercise": {
        "employment": {"leaves_on": "2027-06-30"},
        "grants.0.months_after_leaving": 84,
        "grants.1.months_after_leaving": 84,
        "schedules": [],
    },
    "quarterly windows, 8,000 shares each": {
        "market.trading_windows": [
            {
                "opens": f"{year}-{month:02d}-05",
                "closes": f"{year}-{month:02d}-25",
                "most_shares": 8_000,
            }
            for year in (2029, 2030, 2031)
            for month in (2, 5, 8, 11)
        ],
        "schedules": [],
    },
    "installments of estimated tax": {
        "plan.tax_payments": "installments",
        "household.prior_year": {"tax": 33_000, "adjusted_gross_income": 190_000},
        "household.withholding": 34_000,
    },
    "a loan at 9%": {"household.loan": {"most": 30_000, "rate": 0.09}},
    "small business stock": {
        "grants.0.small_business_stock": True,
        "grants.1.small_business_stock": True,
    },
    "at most four actions a year": {"preferences": {"actions_per_year": 4}},
    "no trade below 500 shares": {"preferences": {"smallest_trade": 500}},
    "shares kept at the end": {"plan.at_horizon": "keep"},
    "gifts of shares": {
        "household.gifts": 8_000,
        "household.itemized_deductions": {
            "state_and_local_taxes": 14_000,
            "other": 12_000,
        },
    },
    "an election every year: 15,000 of interest": {
        "household.itemized_deductions": {"other": 15_000}
    },
    "the same, the standard deduction forced": {
        "household.itemized_deductions": {"other": 15_000},
        "household.deduction": "standard",
    },
    "California": {"household.state": "CA"},
    "California, the standard deduction forced": {
        "household.state": "CA",
        "household.deduction": "standard",
    },
    "two children": {"household.children": [2015, 2018]},
    "a smooth price before the IPO too": {"market.between_prices": "smooth"},
    "sales on any day of the week": {"market.trading_days": "any"},
    "decisions once a month": {"plan.decision_dates": "monthly"},
    "a blackout before each quarter's report": {
        "market.blackouts": [
            {"begins": f"{year}-{month:02d}-15", "ends": f"{year}-{month + 1:02d}-24"}
            for year in (2029, 2030, 2031)
            for month in (3, 6, 9)
        ],
    },
    "bought for 26 a share in June 2029": {
        "market.acquisition": {"on": "2029-06-01", "price": 26.0},
        "schedules": [],
    },
    "worthless in 2030": {"market.worthless_on": "2030-03-01", "schedules": []},
    "section 1244 stock": {"grants.0.section_1244": True},
    "an index fund beside it": {
        "markets": {"fund": {"prices": {"2026-01-01": 100.0}, "growth": 0.06}},
        "holdings": [
            {
                "name": "index fund",
                "market": "fund",
                "acquired_on": "2019-04-01",
                "shares": 900,
                "basis": 48.0,
            }
        ],
    },
    "a first exercise that is pinned": {
        "preferences": {
            "pinned": [{"on": "2026-03-02", "exercise": "2023 hire", "shares": 5_000}]
        }
    },
    "everything exercised by the lock-up's end": {
        "preferences": {"exercise_all_by": "2029-05-15"}
    },
    "nothing sold before the horizon": {"preferences": {"hold_to_horizon": True}},
    "from California to Washington in 2028": {
        "household.state": {"2020-01-01": "CA", "2028-07-01": "WA"}
    },
}
"""Fields of the sample that differ, by path, for each feature."""


def with_fields(fields: Fields, values: Fields) -> Scenario:
    """Return a scenario of ``fields`` with values set by path."""
    changed = deepcopy(fields)
    for path, value in values.items():
        *parents, last = path.split(".")
        holder: Any = changed
        for name in parents:
            holder = holder[int(name)] if isinstance(holder, list) else holder[name]
        holder[last] = value
    return Scenario.model_validate(changed)


def measured(turns: int) -> dict[str, list[Watched]]:
    """Plan the sample with each feature, ``turns`` times, turn about."""
    fields = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    found: dict[str, list[Watched]] = {name: [] for name in FEATURES}
    for _ in range(turns):
        for name, values in FEATURES.items():
            found[name].append(watched(with_fields(fields, values))[0])
    return found


@click.command()
@click.option("--turns", default=3, show_default=True, help="Plans of each.")
def main(turns: int) -> None:
    """Print what each feature adds to the sample scenario."""
    found = measured(turns)
    base = found["the sample"]
    rows = []
    for name, runs in found.items():
        ratios = [
            run.total_s / before.total_s for run, before in zip(runs, base, strict=True)
        ]
        first = runs[0]
        rows.append(
            (
                name,
                f"{first.columns:,}",
                f"{first.rows:,}",
                f"{first.binaries}",
                f"{first.binaries - base[0].binaries:+d}",
                f"{statistics.median(ratios):.2f}",
                "yes" if all(run.optimal for run in runs) else "no",
                f"{first.value:,.0f}",
            )
        )
    heads = (
        "feature", "columns", "rows", "binaries", "added", "time, sample = 1",
        "proven", "value $",
    )  # fmt: skip
    click.echo(table(heads, rows))


if __name__ == "__main__":
    main()

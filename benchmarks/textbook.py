"""The same problem as a textbook would write it: exact, and slow.

The credit used in a year is the smaller of what was carried in and of the headroom, and
what is left is carried on, year by year (Form 8801). The AMT is ``max(TMT - regular,
0)``. Every bracket, exemption, floor and cap is a ``max`` or ``min`` with a binary of
its own. The law is the project's own; only the way it is written differs.
"""

import sys
from collections.abc import Sequence

import click
import numpy as np
import pulp

from benchmarks.model import Model
from benchmarks.other_solvers import TIME_LIMIT_S, with_cbc
from benchmarks.prepared import asked_for, prepared
from benchmarks.textbook_amount import TextbookAmount, TextbookWriter
from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.chain import credited_states
from isoplan.models.tax.forms.minimum_tax_credit import by_year
from isoplan.models.tax.sourcing import Claim
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.columns.year_nodes import (
    YearNode,
    present_value_factor,
    year_tree,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.state_returns import credits_brought
from isoplan.optimizer.pricing.year_returns import (
    YearReturns,
    as_decided,
    base_income,
    year_returns,
)
from isoplan.optimizer.tracing.inventory_bounds import with_ends


def textbook_program(
    situation: Situation,
    columns: Columns,
    baseline: EvaluatedYears,
    *,
    intervals: bool = False,
) -> Model:
    """Return the textbook program of a situation, with the project's objective.

    Args:
        situation: Household, law and assumptions, without a limit on cash.
        columns: The decisions.
        baseline: The same household without any exercise or sale.
        intervals: Whether each ``max`` has bounds of its own, by interval arithmetic.
    """
    writer = TextbookWriter(intervals=intervals)
    shares = [
        writer.problem.add_variable(f"shares_{number}", lowBound=0)
        for number in range(len(columns))
    ]
    _add_inventory(writer, columns, shares)
    years = _years(writer, situation, columns, shares)
    cost = -_sum_of(writer, shares, columns.present_value)
    taxes = _taxes(writer, situation, columns, years)
    for year, tax, before in zip(years, taxes, baseline.years, strict=True):
        factor = present_value_factor(situation, year.node.tax_due_on)
        cost = cost + (tax - before.tax) * factor
    objective = pulp.LpAffineExpression(list(cost.terms.items()))
    writer.problem.setObjective(objective)
    return Model(
        problem=writer.problem,
        columns=tuple(shares),
        binaries=len(writer.binaries),
        constant=cost.constant,
    )


def _add_inventory(
    writer: TextbookWriter, columns: Columns, shares: Sequence[pulp.LpVariable]
) -> None:
    """Limit what is exercised by what has vested: a row for each step of vesting."""
    tranche, available, taken = -1, 0.0, writer.amount(0.0)
    for number, (block, end) in enumerate(with_ends(inventory(columns), len(columns))):
        if block.tranche != tranche:
            tranche, available, taken = block.tranche, 0.0, writer.amount(0.0)
        available += block.shares
        taken = taken + TextbookAmount(
            writer, dict.fromkeys(shares[block.first : end], 1.0)
        )
        left = writer.amount(available) - taken
        writer.add_row(f"inventory_{number}", left, pulp.LpConstraintGE)


def _sum_of(
    writer: TextbookWriter, shares: Sequence[pulp.LpVariable], per_share: np.ndarray
) -> TextbookAmount:
    """Return shares times dollars a share, summed over the columns."""
    touched = np.flatnonzero(per_share).tolist()
    terms = {shares[n]: float(per_share[n]) for n in touched}
    return TextbookAmount(writer, terms)


def _years(
    writer: TextbookWriter,
    situation: Situation,
    columns: Columns,
    shares: Sequence[pulp.LpVariable],
) -> list[YearReturns]:
    """Write every year's forms but the credit."""
    held = sum(block.shares for block in inventory(columns))

    def totals(node: YearNode, line: str, within: Claim | None = None) -> Amount:
        del within  # nobody moves: see `prepared`
        writer.year = node.year
        writer.big_m = _most_income(situation, columns, node.year)
        if not node.decides:
            return 0.0
        per_share = columns.per_share(line, node.year)
        if not per_share.any():
            return 0.0
        added = _sum_of(writer, shares, per_share)
        low, high = (held * float(end(per_share)) for end in (np.min, np.max))
        return writer.named(f"{line}_{node.year}", added, min(low, 0), max(high, 0))

    standard = as_decided([False] * len(year_tree(situation)))
    return year_returns(situation, year_tree(situation), totals, standard)


def _taxes(
    writer: TextbookWriter,
    situation: Situation,
    columns: Columns,
    years: Sequence[YearReturns],
) -> list[Amount]:
    """Write Form 8801 year by year; return each year's tax after credit (dollars).

    Big-M of the credit: what was there before, and the top AMT rate on every year's
    income so far.
    """
    taxes: list[Amount] = []
    carried: Amount = writer.amount(situation.credit_brought)
    owed = credits_brought(situation, lambda credit: credit)
    most = situation.credit_brought
    for year in years:
        law = situation.law(year.node.year)
        most += max(law.amt.rates.rates) * _most_income(situation, columns, law.year)
        writer.year, writer.big_m = law.year, most
        credit = by_year(carried, year.tax)
        states = credited_states(year.states, credit, owed, by_year)
        taxes.append(sum((state.tax for state in states.states), start=credit.tax))
        carried, owed = credit.carried, states.carried
    return taxes


def _most_income(situation: Situation, columns: Columns, year: int) -> float:
    """Return a big-M for a year's forms (dollars): everything there is, at once.

    The household's income of the year, every loss it may carry, all shares at the best
    price, and the last threshold of the law with all deductions.
    """
    law, household = situation.law(year), situation.household
    own, lost = base_income(situation, law), household.loss_carryover
    income = float(own.wages + own.interest + own.qualified_dividends)
    gains = sum(
        abs(household.short_term_gain.at(node.year))
        + abs(household.long_term_gain.at(node.year))
        for node in year_tree(situation)
    )
    losses = lost.short_term + lost.long_term + lost.amt_short_term + lost.amt_long_term
    return income + gains + losses + _all_shares(columns) + _last_threshold(law)


def _all_shares(columns: Columns) -> float:
    """Return the worth of all shares at the best price there is (dollars)."""
    prices = [columns.sale_price, *map(np.abs, columns.lines.values())]
    best = max(float(price.max(initial=0.0)) for price in prices)
    return best * sum(block.shares for block in inventory(columns))


def _last_threshold(law: FederalLaw) -> float:
    """Return where the last schedule bends, with all deductions (dollars)."""
    bends = (
        law.ordinary.starts[-1],
        law.preferential.starts[-1],
        law.amt.phase_out_start,
        law.amt.exemption_gone_at,
        law.niit.threshold,
    )
    return max(bends) + law.amt.exemption + law.standard_deduction


def main() -> None:
    """Solve one instance, and show in one line what it took.

    A last word ``intervals`` asks for bounds by interval arithmetic.
    """
    words = [word for word in sys.argv[1:] if word != "intervals"]
    instance, intervals = asked_for(words), "intervals" in sys.argv
    ready = prepared(instance.scenario)
    model = textbook_program(
        ready.situation, ready.columns, ready.baseline, intervals=intervals
    )
    click.echo(
        f"{instance.name}: textbook{' with intervals' * intervals}, "
        f"{model.binaries} binaries, {model.rows} rows: {with_cbc(model, TIME_LIMIT_S)}"
    )


if __name__ == "__main__":
    main()

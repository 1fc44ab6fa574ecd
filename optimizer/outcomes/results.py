"""A plan over outcomes as it is shown: by piece of future, by year, by outcome."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from isoplan.models.base.cents import in_cents
from isoplan.models.branching.outcomes import Piece
from isoplan.models.outcomes.outcomes_plan import (
    NodeOfPlan,
    OutcomeOfPlan,
    PieceOfPlan,
)
from isoplan.models.results.plan import CashNeeded
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.pricing.cash import most_cash
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.set_aside import loan_use, safe_harbor, set_aside
from isoplan.optimizer.trees.tree import OutcomeTree, Way


def pieces_shown(
    tree: OutcomeTree, evaluated: Sequence[EvaluatedSchedule]
) -> tuple[PieceOfPlan, ...]:
    """Return what is done in each piece of future."""
    return tuple(_piece(tree, piece, evaluated) for piece in tree.all_pieces)


def _piece(
    tree: OutcomeTree, piece: Piece, evaluated: Sequence[EvaluatedSchedule]
) -> PieceOfPlan:
    ends = [each.begins for each in tree.all_pieces if each.parent == piece.number]
    until = tree.scenario.plan.horizon
    if ends:
        until = ends[0] - timedelta(days=1)
    number = next(n for n, way in enumerate(tree.ways) if piece in way.outcome.pieces)
    return PieceOfPlan(
        number=piece.number,
        name=piece.name,
        parent=piece.parent,
        begins=piece.begins,
        until=until,
        probability=round(piece.probability, 9),
        actions=tuple(
            action
            for action in evaluated[number].actions
            if piece.begins <= action.date <= until
        ),
    )


def nodes_shown(
    tree: OutcomeTree, evaluated: Sequence[EvaluatedSchedule]
) -> tuple[NodeOfPlan, ...]:
    """Return the years of the tree."""
    found = []
    for node, piece in zip(tree.nodes, tree.pieces, strict=True):
        way = tree.way_of(node)
        number = tree.ways.index(way)
        year = evaluated[number].years[way.nodes.index(node.index)]
        found.append(
            NodeOfPlan(
                index=node.index,
                parent=node.parent,
                year=node.year,
                piece=piece,
                probability=round(tree.probability_of(node), 9),
                run_off=not node.decides,
                total_tax=year.total_tax,
                tax_caused=year.tax_caused,
                amt=in_cents(year.amt + year.state_amt),
                credit_used=year.credit_used,
                credit_carryforward_out=year.credit_carryforward_out,
            )
        )
    return tuple(found)


def outcome_shown(way: Way, evaluated: EvaluatedSchedule) -> OutcomeOfPlan:
    """Return one outcome of a plan."""
    situation, totals = way.situation, evaluated.totals
    needed, on = most_cash(situation, evaluated.cash)
    lowest = None
    if situation.household.cash is not None and evaluated.cash:
        lowest = min(evaluated.cash, key=lambda each: float(each.free))
    return OutcomeOfPlan(
        name=way.outcome.name,
        probability=round(way.probability, 9),
        value=totals.after_tax_value,
        cash_needed=CashNeeded(amount=needed, on=on),
        lowest_cash=None if lowest is None else in_cents(float(lowest.free)),
        lowest_cash_on=None if lowest is None else lowest.day,
        amt=in_cents(totals.amt + totals.state_amt),
        amt_on_vanished_gains=in_cents(
            amt_on_vanished_gains(
                situation,
                evaluated.columns,
                evaluated.shares,
                evaluated.evaluated_years,
            )
        ),
        credit_carryforward_out=totals.credit_carryforward_out,
        pieces=tuple(piece.number for piece in way.outcome.pieces),
        nodes=way.nodes,
        set_aside=set_aside(situation, evaluated),
        safe_harbor=safe_harbor(situation, evaluated),
        loan=loan_use(situation, evaluated),
        actions=evaluated.actions,
        years=evaluated.years,
        totals=totals,
    )


def values_under(
    floors: Sequence[OutcomeFloor], outcomes: Sequence[OutcomeOfPlan]
) -> list[float]:
    """Return what the part of the outcomes is worth that each floor speaks of ($)."""
    values = [outcome.value for outcome in outcomes]
    probabilities = [outcome.probability for outcome in outcomes]
    return [floor.value(values, probabilities) for floor in floors]


def amt_on_vanished_gains(
    situation: Situation, columns: Columns, shares: np.ndarray, years: EvaluatedYears
) -> float:
    """Return the AMT paid on gains that were there at exercise and never came ($).

    Of each year's AMT, federal and of states, the part that the year's bargain element
    has which is more than what its shares bring in the end above what was paid for
    them: by their sale, or by their price at the plan's end.
    """
    at_end = np.array(
        [market.price(situation.plan.horizon) for market in situation.markets.values()]
    )
    received = np.where(
        columns.choices.sold == NEVER, at_end[columns.market], columns.sale_price
    )
    paid = np.array([tranche.paid for tranche in situation.tranches])
    gain = np.maximum(received - paid[columns.choices.tranche], 0.0)
    bargain = columns.lines["iso_bargain_element"]
    vanished = np.maximum(bargain - gain, 0.0)
    found = 0.0
    for year in years.years:
        here = (columns.measured_year == year.node.year) * shares
        measured = float(bargain @ here)
        amt = float(year.returns.tax.form_6251.line_11)
        amt += sum(float(state.returns.tax.amt) for state in year.states)
        if amt > 0.0 and measured > 0.0:
            found += amt * float(vanished @ here) / measured
    return found

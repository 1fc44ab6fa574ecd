"""A plan beside the one made earlier: what was done, what is planned now."""

from collections import Counter
from datetime import date
from math import prod
from typing import TypeAlias

from isoplan.models.results.changes import (
    ActionChange,
    ActionKind,
    Changes,
    Outlook,
)
from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.year_nodes import present_value_factor, year_tree

_Key: TypeAlias = tuple[date, ActionKind, str]


def changes_since(earlier: Plan, situation: Situation, plan: Plan) -> Changes:
    """Return what has changed since an earlier plan.

    Args:
        earlier: Of the same household, made before ``scenario`` starts; in today's
            shares, as `load_earlier_plan` returns it.
        situation: What is planned now, with the events since.
        plan: Its plan.
    """
    last_year = min(earlier.years[-1].year, plan.years[-1].year)
    earlier_start = date.fromisoformat(str(earlier.assumptions["start"]))
    since = [each for each in situation.splits.values() if each.on > earlier_start]
    return Changes(
        earlier_start=earlier_start,
        start=situation.plan.start,
        last_year=last_year,
        split=float(prod(each.ratio for each in since)),
        actions=_actions(earlier, situation, plan),
        then=_outlook(earlier, situation, last_year),
        now=_outlook(plan, situation, last_year),
    )


def _actions(
    earlier: Plan, situation: Situation, plan: Plan
) -> tuple[ActionChange, ...]:
    """Return shares by day, kind and grant: planned then, done, planned now."""
    then, now = _shares(earlier), _shares(plan)
    done: Counter[_Key] = Counter()
    for each in situation.opening_position.done:
        done[each.on, each.kind, each.grant] += each.shares
    return tuple(
        ActionChange(
            date=key[0],
            kind=key[1],
            grant=key[2],
            planned_then=then[key],
            done=done[key],
            planned_now=now[key],
        )
        for key in sorted({*then, *done, *now})
    )


def _shares(plan: Plan) -> Counter[_Key]:
    """Return a plan's shares by day, kind and grant."""
    shares: Counter[_Key] = Counter()
    for action in plan.actions:
        shares[action.date, action.kind, action.grant] += action.shares
    return shares


def _outlook(plan: Plan, situation: Situation, last_year: int) -> Outlook:
    """Return what a plan brings from the scenario's start through a year's taxes."""
    start = situation.plan.start
    actions = [a for a in plan.actions if start <= a.date <= date(last_year, 12, 31)]
    exercises = [action for action in actions if action.kind == "exercise"]
    sales = [action for action in actions if action.kind == "sell"]
    cash_outs = [action for action in actions if action.kind == "cash_out"]
    years = {year.year: year for year in plan.years if start.year <= year.year}
    value = sum(
        action.shares
        * (-action.price if action.kind == "exercise" else action.price)
        * present_value_factor(situation, action.date)
        for action in actions
    )
    taxed = [node for node in year_tree(situation) if node.year <= last_year]
    value -= sum(
        years[node.year].total_tax * present_value_factor(situation, node.tax_due_on)
        for node in taxed
    )
    through = [years[node.year] for node in taxed]
    return Outlook(
        exercised=sum(action.shares for action in exercises),
        sold=sum(action.shares for action in sales),
        given=sum(action.shares for action in actions if action.kind == "give"),
        proceeds=round(sum(a.shares * a.price for a in (*sales, *cash_outs)), 2),
        exercise_cost=round(sum(a.shares * a.price for a in exercises), 2),
        total_tax=round(sum(year.total_tax for year in through), 2),
        amt=round(sum(year.amt for year in through), 2),
        credit_used=round(sum(year.credit_used for year in through), 2),
        credit_carryforward_out=through[-1].credit_carryforward_out,
        present_value=round(value, 2),
        objective=plan.objective.value,
    )

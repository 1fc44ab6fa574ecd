"""A schedule in whole shares, as actions and years: the plan, or one people follow."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from isoplan.models.base.cents import in_cents
from isoplan.models.equity.kinds.base import Disposition
from isoplan.models.results.plan import Action
from isoplan.models.results.plan_years import PlanYear, Totals
from isoplan.models.situation import Situation
from isoplan.models.tax.shares.section_1202 import exclusion_rate
from isoplan.optimizer.columns.choices import PLAIN, Choice, ChoiceFlag
from isoplan.optimizer.columns.columns import Columns, columns_of
from isoplan.optimizer.columns.small_business import GAIN_LINES, TIERS
from isoplan.optimizer.pricing.buyer_shares import with_buyer_shares
from isoplan.optimizer.pricing.cash import (
    CashDay,
    float_cash,
    present_value_of_interest,
)
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.pricing.year_returns import elections_in_reach


@dataclass(frozen=True, slots=True)
class EvaluatedSchedule:
    """A schedule and everything that follows from it.

    Attributes:
        name: Shown in reports.
        columns: What may be done.
        shares: Whole shares of each column; length n columns.
        evaluated_years: Every year's forms.
        baseline: The same without any exercise or sale.
        after_tax_value: Present value, dollars.
        interest: Present value of that on the loan, dollars; taken off that value.
        cash: By day.
        actions: By date.
        years: All years, run-off included.
        totals: Sums over them.
    """

    name: str
    columns: Columns
    shares: np.ndarray
    evaluated_years: EvaluatedYears
    baseline: EvaluatedYears
    after_tax_value: float
    interest: float
    cash: tuple[CashDay, ...]
    actions: tuple[Action, ...]
    years: tuple[PlanYear, ...]
    totals: Totals

    @property
    def holdings(self) -> dict[Choice, int]:
        """Return the whole shares of each choice that is made."""
        return {
            self.columns.choices[place]: int(self.shares[place])
            for place in np.flatnonzero(self.shares).tolist()
        }


def baseline_years(situation: Situation) -> EvaluatedYears:
    """Return the years of the household that exercises nothing and keeps its lots."""
    return evaluate_years(situation, *lots_kept(situation))


def lots_kept(situation: Situation) -> tuple[Columns, np.ndarray]:
    """Return the shares held at the start, kept beyond the plan, and how many."""
    held = [
        (Choice(number, tranche.acquired_on, None), tranche.shares)
        for number, tranche in enumerate(situation.tranches)
        if tranche.acquired_on is not None
    ]
    columns = columns_of(situation, (choice for choice, _ in held))
    return columns, np.array([float(n) for _, n in held])


def evaluate_schedule(
    situation: Situation,
    name: str,
    columns: Columns,
    shares: np.ndarray,
    baseline: EvaluatedYears | None = None,
    *,
    itemizes: Sequence[bool] | None = None,
    show_savings: bool = False,
) -> EvaluatedSchedule:
    """Work out a schedule of whole shares.

    Args:
        situation: Household, law and assumptions.
        name: Shown in reports.
        columns: What may be done.
        shares: Whole shares of each column; length n columns.
        baseline: The years without any exercise or sale, if worked out before.
        itemizes: Whether each year itemizes; what costs least if left out.
        show_savings: Whether to work out what each year's election saves.
    """
    before = baseline if baseline is not None else baseline_years(situation)
    evaluated_years = evaluate_years(situation, columns, shares, itemizes)
    saved = {}
    if show_savings:
        saved = election_savings(situation, columns, shares, evaluated_years)
    cash = float_cash(situation, columns, shares, evaluated_years, before)
    interest = float(present_value_of_interest(situation, cash))
    value = evaluated_years.present_value_before_tax - interest
    value -= evaluated_years.present_value_of_tax - before.present_value_of_tax
    actions = _actions(columns, shares)
    few, held = columns.in_use(shares)
    years = tuple(
        _year(
            situation,
            year,
            base,
            actions,
            _cash_flow(few, held, year.node.year),
            saved.get(year.node.index, 0.0),
        )
        for year, base in zip(evaluated_years.years, before.years, strict=True)
    )
    return EvaluatedSchedule(
        name=name,
        columns=columns,
        shares=shares,
        evaluated_years=evaluated_years,
        baseline=before,
        after_tax_value=value,
        interest=interest,
        cash=tuple(cash),
        actions=actions,
        years=years,
        totals=_totals(situation, value, evaluated_years, years, cash),
    )


def _totals(
    situation: Situation,
    value: float,
    evaluated_years: EvaluatedYears,
    years: Sequence[PlanYear],
    cash: Sequence[CashDay],
) -> Totals:
    """Return the sums over all years, each in cents."""
    return Totals(
        after_tax_value=in_cents(value),
        total_tax=in_cents(sum(y.total_tax for y in years)),
        interest=in_cents(sum(each.interest for each in cash)),
        tax_caused=in_cents(sum(y.tax_caused for y in years)),
        amt=in_cents(sum(y.amt for y in years)),
        nonrefundable_credits=in_cents(sum(y.nonrefundable_credits for y in years)),
        amt_without_credit=in_cents(sum(amt_without_credit(y) for y in years)),
        credit_brought=in_cents(situation.credit_brought),
        credit_used=in_cents(sum(y.credit_used for y in years)),
        credit_wiped_out=in_cents(sum(y.credit_wiped_out for y in years)),
        credit_carryforward_out=years[-1].credit_carryforward_out,
        state_tax_after_credit=in_cents(sum(y.state_tax_after_credit for y in years)),
        state_amt=in_cents(sum(y.state_amt for y in years)),
        state_credit_used=in_cents(sum(y.state_credit_used for y in years)),
        state_credit_wiped_out=in_cents(sum(y.state_credit_wiped_out for y in years)),
        state_credit_carryforward_out=_state_credit_carried_out(evaluated_years),
        small_business_gain_excluded=in_cents(
            sum(y.small_business_gain_excluded for y in years)
        ),
    )


def election_savings(
    situation: Situation,
    columns: Columns,
    shares: np.ndarray,
    evaluated: EvaluatedYears,
) -> dict[int, float]:
    """Return what each year's election saves against the other one, by node (dollars).

    Present value of the tax of all years, the other years' elections as they are; years
    without a choice are left out.
    """
    saved = {}
    for year in evaluated.years:
        if len(elections_in_reach(situation, year.node.year)) == 1:
            continue
        other = list(evaluated.itemizes)
        other[year.node.index] = not year.itemizes
        turned = evaluate_years(situation, columns, shares, other)
        saved[year.node.index] = (
            turned.present_value_of_tax - evaluated.present_value_of_tax
        )
    return saved


def amt_without_credit(year: PlanYear) -> float:
    """Return the part of a year's AMT that gives no credit (dollars)."""
    return year.amt - max(year.credit_generated, 0.0)


def objective_value(situation: Situation, evaluated: EvaluatedSchedule) -> float:
    """Return an outcome's value under the scenario's objective (dollars).

    After-tax value, or for ``least_tax`` the present value of the tax caused and
    of interest on the loan.
    """
    if situation.plan.objective == "after_tax_value":
        return evaluated.after_tax_value
    tax = (
        evaluated.evaluated_years.present_value_of_tax
        - evaluated.baseline.present_value_of_tax
    )
    return tax + evaluated.interest


def _actions(columns: Columns, shares: np.ndarray) -> tuple[Action, ...]:
    """Return what is done, by date, in the order of a day."""
    exercised: dict[tuple[date, int, ChoiceFlag], int] = defaultdict(int)
    sales: list[Action] = []
    for number in np.flatnonzero(shares).tolist():
        choice, count = columns.choices[number], int(shares[number])
        tranche = columns.situation.tranches[choice.tranche]
        cashed_out = ChoiceFlag.CASHED_OUT in choice.way
        if not tranche.held and not cashed_out:
            way = choice.way & ChoiceFlag.ELECTED_83B
            exercised[choice.exercised_on, choice.tranche, way] += count
        if choice.sold_on is not None:
            sales.append(
                Action(
                    date=choice.sold_on,
                    kind=disposal_kind(columns.situation, choice),
                    grant=tranche.grant,
                    options=tranche.name if cashed_out else "",
                    lot="" if cashed_out else lot_name(columns.situation, choice),
                    shares=count,
                    price=round(float(columns.sale_price[number]), 6),
                    disposition=disposition(columns, number),
                    exclusion=_exclusion(columns, number),
                )
            )
    exercises = [
        Action(
            date=day,
            kind="exercise",
            grant=tranche.grant,
            options=tranche.name,
            lot=lot_name(columns.situation, Choice(number, day, None, way)),
            shares=count,
            price=tranche.paid,
            disposition=None,
            election_83b=way != PLAIN,
        )
        for (day, number, way), count in exercised.items()
        for tranche in [columns.situation.tranches[number]]
    ]
    by_day = sorted(
        [*exercises, *sales], key=lambda a: (a.date, a.kind, a.grant, a.lot)
    )
    return with_buyer_shares(columns.situation, by_day)


def disposal_kind(
    situation: Situation, choice: Choice
) -> Literal["sell", "give", "cash_out", "write_off"]:
    """Return how a choice's shares or options go, if not by being kept."""
    if ChoiceFlag.GIVEN in choice.way:
        return "give"
    if ChoiceFlag.CASHED_OUT in choice.way:
        return "cash_out"
    market = situation.tranches[choice.tranche].market
    return "write_off" if situation.is_write_off(market, choice.sold_on) else "sell"


def lot_name(situation: Situation, choice: Choice) -> str:
    """Return what the shares of a choice are called once they are held.

    Shares held at the start may come from an exercise of the plan's first day too. Then
    those that the plan exercises are told apart.
    """
    tranche = situation.tranches[choice.tranche]
    if tranche.lot is not None:
        return tranche.lot
    elected = ", 83(b)" if choice.way & ChoiceFlag.ELECTED_83B else ""
    name = f"{tranche.name} {choice.exercised_on}{elected}"
    taken = any(each.lot == name for each in situation.tranches)
    return f"{name}, by the plan" if taken else name


def disposition(columns: Columns, number: int) -> Disposition | None:
    """Return what kind of disposition a sale is; None where the law knows one kind."""
    choice = columns.choices[number]
    if disposal_kind(columns.situation, choice) not in {"sell", "write_off"}:
        return None
    tranche = columns.situation.tranches[choice.tranche]
    treatment = tranche.treatment_on(choice.exercised_on)
    return treatment.disposition(qualifying=bool(columns.qualifying[number]))


def _exclusion(columns: Columns, number: int) -> float | None:
    """Return what part of a sale's gain section 1202 excludes; None without any."""
    if not any(columns.lines[line][number] for line in GAIN_LINES[0]):
        return None
    law = columns.situation.law(int(columns.sale_year[number]))
    return exclusion_rate(TIERS[columns.tier[number] - 1], law.small_business)


def _cash_flow(columns: Columns, shares: np.ndarray, year: int) -> float:
    """Return proceeds, and cash that gifts save, less exercise cost (dollars)."""
    proceeds = np.where(columns.sale_year == year, columns.sale_price, 0.0)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    exercised = columns.choices.exercised
    in_year = (exercised >= first) & (exercised <= last)
    return float((proceeds - np.where(in_year, columns.exercise_cost, 0.0)) @ shares)


def _year(
    situation: Situation,
    year: EvaluatedYear,
    base: EvaluatedYear,
    actions: tuple[Action, ...],
    flow: float,
    saved: float,
) -> PlanYear:
    node, forms = year.node, year.returns.tax
    actions_of_year = [action for action in actions if action.date.year == node.year]
    shares = Counter[str]()
    for action in actions_of_year:
        shares[action.kind] += action.shares
    caused = year.tax - base.tax
    return PlanYear(
        year=node.year,
        projected=situation.law(node.year).projected,
        run_off=not node.decides,
        exercised=shares["exercise"],
        sold=shares["sell"],
        given=shares["give"],
        cashed_out=shares["cash_out"],
        written_off=shares["write_off"],
        deduction_taken="itemized" if year.itemizes else "standard",
        deduction_amount=in_cents(forms.form_1040.schedule_a.deduction),
        deduction_saved=in_cents(saved),
        regular_tax=in_cents(forms.regular_tax),
        tentative_minimum_tax=in_cents(forms.tentative_minimum_tax),
        amt=in_cents(forms.form_6251.line_11),
        nonrefundable_credits=in_cents(forms.credits_used),
        credit_generated=in_cents(year.credit.line_18),
        credit_used=in_cents(year.credit.line_25),
        credit_wiped_out=in_cents(year.credit.wiped_out),
        credit_carryforward_out=in_cents(year.credit.line_26),
        niit=in_cents(forms.form_8960.line_17),
        additional_medicare_tax=in_cents(forms.additional_medicare_tax),
        payroll_tax=in_cents(forms.payroll_tax.total),
        state_tax_after_credit=in_cents(year.state_tax),
        state_amt=in_cents(sum(s.returns.tax.amt for s in year.states)),
        state_credit_used=in_cents(sum(s.credit.used for s in year.states)),
        state_credit_wiped_out=in_cents(sum(s.credit.wiped_out for s in year.states)),
        state_credit_carryforward_out=in_cents(
            sum(s.credit.carried_out for s in year.states)
        ),
        small_business_gain_excluded=in_cents(forms.section_1202.excluded),
        total_tax=in_cents(year.tax),
        tax_caused=in_cents(caused),
        cash=in_cents(flow - caused),
    )


def _state_credit_carried_out(years: EvaluatedYears) -> float:
    """Return the credit of every state when it was last lived in (dollars)."""
    left: dict[str, float] = {}
    for year in years.years:
        for state in year.states:
            left[state.returns.law.state] = float(state.credit.carried_out)
    return in_cents(sum(left.values()))

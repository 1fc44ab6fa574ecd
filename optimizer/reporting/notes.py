"""What a result rests on, and what its reader must know: echoed in every result."""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from isoplan.models.base.problems import listed
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.residence import in_words
from isoplan.models.law.state_law import StateKind, StateLaw
from isoplan.models.results.credit_text import credit_left_text, wiped_out_text
from isoplan.models.results.plan import Action
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.form_4797 import (
    net_operating_loss_note,
    ordinary_loss_note,
)
from isoplan.models.tax.forms.schedule_8812 import children_note
from isoplan.models.tax.payments.due_dates import income_tax_due_in_words
from isoplan.models.tax.payments.estimated_tax import installments_note
from isoplan.models.tax.residence import moving_note
from isoplan.models.tax.shares.charity import (
    cash_gift_note,
    cash_is_deducted_without_itemizing,
)
from isoplan.models.tax.shares.death import step_up_note
from isoplan.models.tax.shares.election_83b import election_note
from isoplan.models.tax.shares.iso_limit import limit_note
from isoplan.models.tax.shares.nonqualified import cash_out_note
from isoplan.models.tax.shares.reorganization import exchange_note
from isoplan.models.tax.shares.section_1202 import issuer_note
from isoplan.models.tax.shares.wash_sale import may_be_wash_sale, wash_sale_note
from isoplan.models.tax.shares.worthless import worthless_note
from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag
from isoplan.optimizer.columns.columns import WHEN_MEASURED
from isoplan.optimizer.columns.year_nodes import year_tree
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.pricing.evaluated_years import (
    EvaluatedYears,
    credit_steps_difference,
    steps_difference,
)
from isoplan.optimizer.pricing.sales_within_limits import sold_by_limit
from isoplan.optimizer.pricing.year_returns import elections_in_reach

Assumption = str | float | int | list[int] | None
DUE = income_tax_due_in_words()
TAX_PAYMENTS = {
    "april": f"on {DUE} of the next year or the next business day",
    "installments": f"as withheld, in installments and the balance on {DUE}",
}
ROUNDING = 1e-5
"""Dollars a share that the rounded price of an action may be off."""


def assumptions_of(situation: Situation) -> dict[str, Assumption]:
    """Return the planning assumptions by name."""
    plan = situation.plan
    return {
        "start": plan.start.isoformat(),
        "horizon": plan.horizon.isoformat(),
        "objective": plan.objective,
        "at_horizon": plan.at_horizon,
        "decision_dates": plan.decision_dates,
        "prices": _by_market(situation, Market.prices_in_words),
        "days_of_sale": _by_market(situation, Market.days_in_words),
        "discount_rate": plan.discount_rate,
        "inflation": plan.inflation,
        "run_off_years": plan.run_off_years,
        "projected_years": [
            node.year
            for node in year_tree(situation)
            if situation.law(node.year).projected
        ],
        "tax_payments": TAX_PAYMENTS[plan.tax_payments],
        "cash": situation.household.cash,
        "state": in_words(situation.household.state)
        if situation.household.state
        else None,
    }


def _by_market(situation: Situation, words: Callable[[Market], str]) -> str:
    """Return words on the market, and on further ones after their names."""
    further = situation.scenario.markets.items()
    said = [f"{name}: {words(market)}" for name, market in further]
    return "; ".join([words(situation.market), *said])


def notes_of(situation: Situation, evaluated: EvaluatedSchedule) -> tuple[str, ...]:
    """Return what the figures leave out and what to watch, a sentence each."""
    notes = _state_notes(situation, evaluated.evaluated_years)
    notes += _on_dependents(situation, evaluated.evaluated_years)
    if situation.household.cash is None:
        notes.append("Cash was not given, so it is no limit to exercises.")
    if situation.plan.tax_payments == "installments":
        law = situation.law(situation.plan.start.year)
        notes.append(installments_note(law.estimated_tax))
    notes += _on_elections(situation, evaluated)
    notes += _on_exercises(situation, evaluated)
    notes += _on_later_vesting(evaluated)
    if situation.plan.at_horizon == "keep":
        notes.append(_on_shares_kept(situation))
    if any(year.given for year in evaluated.years):
        notes += _on_gifts(evaluated)
    notes += _on_small_business(evaluated)
    notes += (f"{text}." for text in credit_texts(evaluated))
    notes += _on_ordinary_losses(evaluated)
    notes += _on_company_end(situation, evaluated)
    notes += on_exchanges(situation)
    notes += _sale_limit_notes(situation, evaluated)
    if days := _possible_wash_sales(situation, list(evaluated.actions)):
        notes.append(wash_sale_note(days))
    return tuple(notes)


def _on_elections(situation: Situation, evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Yield in which years the plan itemizes, where it has the choice."""
    years = [
        year
        for year in evaluated.years
        if len(elections_in_reach(situation, year.year)) > 1
    ]
    itemized = [year for year in years if year.deduction_taken == "itemized"]
    if not years:
        return
    if not itemized:
        yield (
            "Every year takes the standard deduction: itemizing would save nothing in "
            "any of them."
        )
        return
    smaller = [
        str(year.year)
        for year in itemized
        if year.deduction_amount < situation.law(year.year).standard_deduction
    ]
    said = [f"{year.year} (saves ${year.deduction_saved:,.0f})" for year in itemized]
    yield f"Itemize in {listed(said)}: present value, against that year's other choice."
    if smaller:
        yield (
            f"In {listed(smaller)} that is less than the standard deduction, of which "
            "the AMT allows nothing."
        )


def _on_dependents(situation: Situation, returns: EvaluatedYears) -> Iterator[str]:
    """Yield what dependents count as, and what the steps of their credit take."""
    home = situation.household
    if home.dependents and home.children is None:
        yield children_note(home.dependents)
    more = credit_steps_difference(situation, returns)
    if more >= 1.0:
        yield (
            "The child tax credit falls in steps, in place of which the plan uses a "
            f"line: by the steps, ${more:,.0f} less of it is left in all years."
        )


def credit_texts(evaluated: EvaluatedSchedule) -> tuple[str, ...]:
    """Return what of a schedule's credit is wiped out, and when the rest is back."""
    texts = wiped_out_text(evaluated.years), credit_left_text(evaluated.years)
    return tuple(text for text in texts if text)


def _on_exercises(situation: Situation, evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Yield what an election asks for, and which exercises come too late."""
    if any(action.election_83b for action in evaluated.actions):
        yield election_note()
    late = {
        limit_note(tranche.limited_after)
        if choice.exercised_on > tranche.limited_after
        else tranche.treatment.late_exercise_note(tranche.iso_until)
        for choice in evaluated.holdings
        for tranche in [situation.tranches[choice.tranche]]
        if tranche.treatment_on(choice.exercised_on) != tranche.treatment
    }
    yield from sorted(late)


def _on_later_vesting(evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Yield in which years after the plan's last a spread is taxed, and which are not.

    Of shares exercised without an election under section 83(b) before they vest.
    """
    columns, plan = evaluated.columns, evaluated.columns.situation.plan
    spread = np.sum([np.abs(columns.lines[line]) for line in WHEN_MEASURED], axis=0)
    later = (columns.measured_year > plan.last_year) & (spread > 0.0)
    years = np.unique(columns.measured_year[later & (evaluated.shares > 0)]).tolist()
    if taxed := [str(year) for year in years if year <= plan.last_taxed_year]:
        yield (
            f"Shares exercised early vest in {listed(taxed)}: their spread is taxed "
            "then, as if they were still held; no cash is set aside for it."
        )
    if untaxed := [str(year) for year in years if year > plan.last_taxed_year]:
        yield (
            f"Shares exercised early vest in {listed(untaxed)}, after the run-off: "
            "their spread is in no year's tax; more run_off_years bring it there."
        )


def _sale_limit_notes(situation: Situation, evaluated: EvaluatedSchedule) -> list[str]:
    """Return which limits on sales bind, and what they leave unsold."""
    sold = sold_by_limit(evaluated.columns, evaluated.shares)
    if not sold:
        return []
    reached = [each for each, shares in sold.items() if shares >= each.most_shares]
    days = ", ".join(each.days for each in sorted(reached, key=lambda each: each.first))
    notes = [f"Limits on sales are reached in: {days}."] * bool(reached)
    kept = int(evaluated.shares[evaluated.columns.choices.sold == NEVER].sum())
    if kept and situation.plan.at_horizon == "sell":
        notes.append(
            f"{kept:,} shares held are not sold by the end, and are worth nothing; "
            "with at_horizon = 'keep' they count at their price less tax."
        )
    return notes


def _on_small_business(evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Yield what the exclusion of gain on small business stock rests on."""
    years = evaluated.evaluated_years.years
    eligible = sum(float(year.returns.tax.section_1202.eligible) for year in years)
    if not eligible:
        return
    yield issuer_note()
    above = sum(float(year.returns.tax.section_1202.above_cap) for year in years)
    if above >= 1.0:
        yield (
            f"${above:,.0f} of that gain is above the cap of the exclusion, which is "
            "one for the whole return here, and taxed in full."
        )
    taxing = sorted(
        {
            state.returns.law.name
            for year in years
            for state in year.states
            if year.returns.tax.section_1202.excluded
            and state.returns.law.small_business_gain_taxed
        }
    )
    if taxing:
        yield f"The gain excluded from federal income is taxed by {listed(taxing)}."


def _on_ordinary_losses(evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Yield what ordinary losses on stock rest on, and what of them is lost."""
    years = [
        each.returns
        for each in evaluated.evaluated_years.years
        if each.returns.tax.ordinary_loss.line_10
    ]
    if not years:
        return
    yield ordinary_loss_note(sum(float(y.tax.ordinary_loss.line_10) for y in years))
    above = [
        str(each.node.year)
        for each in years
        if each.tax.form_1040.taxable_income_signed < 0
    ]
    if above:
        yield net_operating_loss_note(listed(above))


def _on_company_end(
    situation: Situation, evaluated: EvaluatedSchedule
) -> Iterator[str]:
    """Yield what becomes of shares and options when a company fails or is bought."""
    written_off = {
        tranche.market
        for choice in evaluated.holdings
        for tranche in [situation.tranches[choice.tranche]]
        if situation.is_write_off(tranche.market, choice.sold_on)
    }
    for name, market in situation.markets.items():
        failed, goes_on = market.worthless_on, situation.shares_go_on(name)
        if name in written_off and failed and goes_on:
            limit = situation.law(goes_on.year).capital_loss_limit
            yield worthless_note(failed, limit)
    paid_out = Counter[bool]()
    for choice, options in evaluated.holdings.items():
        if ChoiceFlag.CASHED_OUT in choice.way:
            treatment = situation.tranches[choice.tranche].treatment
            paid_out[treatment.nonqualified] += options
    if paid_out[False]:
        yield cash_out_note(f"{paid_out[False]:,}")


def on_exchanges(situation: Situation) -> Iterator[str]:
    """Yield what becomes of shares and options when a buyer pays in its own."""
    for deal in situation.stock_acquisitions.values():
        if deal.on <= situation.plan.horizon:
            yield exchange_note(deal.on, deal.ratio, deal.buyer)


def _on_shares_kept(situation: Situation) -> str:
    """Return what shares kept at the end count for."""
    rate = f"{situation.plan.kept_shares_tax_rate:.1%}"
    if not situation.plan.step_up_at_death:
        return f"Shares kept at the end count at their price less {rate} of their gain."
    taxed = {tranche.treatment.taxed_at_death for tranche in situation.tranches} - {""}
    return step_up_note(rate, sorted(taxed))


def _on_gifts(evaluated: EvaluatedSchedule) -> Iterator[str]:
    """Yield what gifts of shares count for, and what cash would have deducted."""
    yield "A gift of shares counts as the cash that it saves, and is deducted like it."
    standard = [
        year.node.year
        for year, of_plan in zip(
            evaluated.evaluated_years.years, evaluated.years, strict=True
        )
        if of_plan.given
        and not year.itemizes
        and cash_is_deducted_without_itemizing(year.node.year)
    ]
    if standard:
        yield cash_gift_note([str(year) for year in standard])


def _state_notes(situation: Situation, returns: EvaluatedYears) -> list[str]:
    """Return what state taxes rest on and leave out, a sentence each."""
    if not situation.household.state:
        return ["No state is given: these figures are federal tax alone."]
    laws = _state_laws(situation)
    notes = []
    for of_state in laws.values():
        name = of_state[0].name
        if of_state[0].kind is StateKind.NONE:
            notes.append(f"{name} has no tax on this income.")
            continue
        said = f"{name} tax is in these figures"
        missing = [law for law in of_state if law.standing_in]
        if missing:
            figures = sorted({each for law in missing for each in law.standing_in})
            listed = ", ".join(each.replace("_", " ") for each in figures)
            said += f"; of {missing[0].year} not published, so the last known stands "
            said += f"in: {listed}"
        notes.append(said + ".")
    if note := moving_note(laws):
        notes.append(note)
    difference = steps_difference(situation, returns)
    if abs(difference) >= 1.0:
        notes.append(
            "State forms climb in steps, in place of which the plan uses lines: by the "
            f"steps, state tax before credits is ${abs(difference):,.0f} "
            f"{'more' if difference > 0 else 'less'} in all years."
        )
    return notes


def _state_laws(situation: Situation) -> dict[str, list[StateLaw]]:
    """Return the figures of each state for every year in which it is lived in."""
    laws: dict[str, list[StateLaw]] = {}
    for node in year_tree(situation):
        for residency in situation.residencies_and_claims(node.year):
            if residency.state:
                law = situation.state_law(residency.state, node.year)
                laws.setdefault(residency.state, []).append(law)
    return laws


def _possible_wash_sales(situation: Situation, actions: list[Action]) -> list[str]:
    """Return days of disqualifying sales near an exercise, with the price falling.

    Both of shares of one company, for others are not substantially identical.
    """
    markets = {tranche.grant: tranche.market for tranche in situation.tranches}

    def market_of(action: Action) -> Market:
        return situation.markets[markets[action.grant]]

    exercises = [action for action in actions if action.kind == "exercise"]
    value = {
        action.lot: market_of(action).price(action.date) for action in exercises
    } | {
        tranche.name: tranche.value_at_acquisition
        for tranche in situation.tranches
        if tranche.held and tranche.treatment.wages_capped_at_gain
    }
    return sorted(
        {
            sale.date.isoformat()
            for sale in actions
            if sale.disposition == "disqualifying"
            and sale.price + market_of(sale).sale_cost_per_share
            < value.get(sale.lot, 0.0) - ROUNDING
            and any(
                may_be_wash_sale(sale.date, other.date)
                for other in exercises
                if other.lot != sale.lot and markets[other.grant] == markets[sale.grant]
            )
        }
    )

"""A plan for people: the answer in a sentence, the actions, the years, the proof."""

from collections import defaultdict

from isoplan.cli.render.cash_table import cash_section
from isoplan.cli.render.changes_table import changes_report
from isoplan.cli.render.preferences import preference_sentences
from isoplan.cli.render.table import dollars, table, whole
from isoplan.models.results.plan import Action, Plan, PlanYear

NOTHING_LEFT = 0.5
SOLVER_GAP = 0.05
"""Dollars between incumbent and bound that count as proven."""


def plan_report(plan: Plan, time_limit_s: float) -> str:
    """Return the whole report of a plan."""
    parts = [
        answer(plan, time_limit_s),
        preference_sentences(plan.preference_costs),
        actions_table(plan),
        cash_section(plan),
        years_table(plan),
        totals_lines(plan),
        changes_report(plan.against) if plan.against else "",
        proof_lines(plan, time_limit_s),
    ]
    return "\n\n".join(part for part in parts if part)


def answer(plan: Plan, time_limit_s: float) -> str:
    """Return the plan in a sentence or two."""
    exercised: dict[int, int] = defaultdict(int)
    for action in plan.actions:
        if action.kind == "exercise":
            exercised[action.date.year] += action.shares
    if exercised:
        years = [f"{count:,} options in {year}" for year, count in exercised.items()]
        what = "Exercise " + _listed(years)
    else:
        what = "Exercise nothing"
    given, sold = (sum(_shares(plan, kind)) for kind in ("give", "sell"))
    also = [f"give {given:,} shares"] * bool(given)
    also += [f"sell {sold:,}" + " shares" * (not given)] * bool(sold)
    what += f" and {_listed(also)} in all." if also else "."
    value = f"After tax: {dollars(plan.totals.after_tax_value)}, present value."
    if plan.objective.name == "least_tax":
        value = f"Tax caused: {dollars(plan.objective.value)}, present value. {value}"
    return f"{what} {value} {verdict(plan, time_limit_s)}"


def _shares(plan: Plan, kind: str) -> list[int]:
    """Return the shares of every action of a kind."""
    return [action.shares for action in plan.actions if action.kind == kind]


def verdict(plan: Plan, time_limit_s: float) -> str:
    """Return what was proven, in a sentence."""
    gap = plan.objective.gap
    near = "to the cent" if gap == 0 else f"within ${gap:,.2f} of the best possible"
    if plan.status == "optimal":
        return f"Proven optimal ({near})."
    if gap - plan.proof.rounding_cost <= SOLVER_GAP:
        return (
            f"Proven within ${gap:,.2f} of the best possible, which holds in fractions "
            "of shares only."
        )
    return (
        f"Best plan found in {time_limit_s:g} s; a better one may exist, "
        f"by at most ${gap:,.2f}."
    )


def actions_table(plan: Plan) -> str:
    """Return what to do, by date."""
    if not plan.actions:
        return "Nothing to do."
    rows = [
        (
            action.date.isoformat(),
            action.kind,
            _what(action),
            _kind(action),
            f"{action.shares:,}",
            f"{action.price:,.2f}",
            whole(action.shares * action.price),
        )
        for action in plan.actions
    ]
    heads = ("date", "do", "grant or lot", "disposition", "shares", "$/share", "$")
    return table(heads, rows, left=4)


def _kind(action: Action) -> str:
    """Return how a sale is taxed, as far as there are kinds."""
    excluded = "" if action.exclusion is None else f"{action.exclusion:.0%} excluded"
    return ", ".join(filter(None, (action.disposition, excluded)))


def _what(action: Action) -> str:
    """Return what an action exercises, sells or gives."""
    if action.kind == "exercise":
        return action.options + ", 83(b)" * action.election_83b
    return action.lot


def years_table(plan: Plan) -> str:
    """Return one row a year, down to the last year in which credit still moves."""
    shown = _years_shown(plan)
    states = any(year.state_tax_after_credit for year in shown)
    payroll = any(year.payroll_tax for year in shown)
    gives = any(year.given for year in shown)
    rows = [
        _year_row(year, states=states, payroll=payroll, gives=gives) for year in shown
    ]
    totals = plan.totals
    of_states = (
        whole(sum(y.state_amt for y in shown)),
        whole(totals.state_credit_carryforward_out),
        whole(sum(y.state_tax_after_credit for y in shown)),
    )
    total = (
        "total",
        f"{sum(y.exercised for y in shown):,}",
        *((f"{sum(y.given for y in shown):,}",) if gives else ()),
        f"{sum(y.sold for y in shown):,}",
        whole(sum(y.regular_tax for y in shown)),
        "",
        whole(sum(y.amt for y in shown)),
        whole(sum(y.credit_generated for y in shown)),
        whole(sum(y.credit_used for y in shown)),
        whole(totals.credit_carryforward_out),
        whole(sum(y.niit for y in shown)),
        *((whole(sum(y.payroll_tax for y in shown)),) if payroll else ()),
        *(of_states if states else ()),
        whole(sum(y.total_tax for y in shown)),
        whole(sum(y.cash for y in shown)),
    )
    heads = (
        "year", "exercise", *(("give",) if gives else ()), "sell", "regular tax $",
        "TMT $", "AMT $", "credit made $", "credit used $", "credit left $", "NIIT $",
        *(("payroll tax $",) if payroll else ()),
        *(("state AMT $", "its credit $", "state tax $") if states else ()),
        "total tax $", "cash $",
    )  # fmt: skip
    notes = []
    if any(year.projected for year in shown):
        notes.append("* the law's figures are projected by the assumed inflation")
    if any(year.run_off for year in shown):
        notes.append("+ run-off: nothing is decided, left-over credit comes back")
    return "\n".join([table(heads, rows, total=total), *(f"  {n}" for n in notes)])


def _years_shown(plan: Plan) -> list[PlanYear]:
    moving = [
        year.year
        for year in plan.years
        if not year.run_off
        or year.credit_used
        or year.credit_generated
        or year.state_credit_used
    ]
    return [year for year in plan.years if year.year <= max(moving)]


def _year_row(
    year: PlanYear, *, states: bool, payroll: bool, gives: bool
) -> tuple[str, ...]:
    marks = ("*" if year.projected else "") + ("+" if year.run_off else "")
    return (
        f"{year.year}{marks}",
        f"{year.exercised:,}",
        *((f"{year.given:,}",) if gives else ()),
        f"{year.sold:,}",
        whole(year.regular_tax),
        whole(year.tentative_minimum_tax),
        whole(year.amt),
        whole(year.credit_generated),
        whole(year.credit_used),
        whole(year.credit_carryforward_out),
        whole(year.niit),
        *((whole(year.payroll_tax),) if payroll else ()),
        *(_of_states(year) if states else ()),
        whole(year.total_tax),
        whole(year.cash),
    )


def _of_states(year: PlanYear) -> tuple[str, ...]:
    return (
        whole(year.state_amt),
        whole(year.state_credit_carryforward_out),
        whole(year.state_tax_after_credit),
    )


def totals_lines(plan: Plan) -> str:
    """Return the sums that matter, and what happens to the credit."""
    totals = plan.totals
    if totals.credit_carryforward_out > NOTHING_LEFT:
        credit = (
            f"{dollars(totals.credit_carryforward_out)} of credit is never recovered"
        )
    else:
        credit = "all credit is recovered"
    said = (
        f"Tax caused by the plan: {dollars(totals.tax_caused)} in all years. AMT paid: "
        f"{dollars(totals.amt)}; credit used: {dollars(totals.credit_used)}; {credit}."
    )
    if (
        totals.state_amt
        or totals.state_credit_used
        or totals.state_credit_carryforward_out
    ):
        said += (
            f" State AMT paid: {dollars(totals.state_amt)}; its credit used: "
            f"{dollars(totals.state_credit_used)}; left: "
            f"{dollars(totals.state_credit_carryforward_out)}."
        )
    if totals.small_business_gain_excluded:
        said += (
            " Gain on small business stock left out of federal income: "
            f"{dollars(totals.small_business_gain_excluded)}."
        )
    return said


def proof_lines(plan: Plan, time_limit_s: float) -> str:
    """Return assumptions, notes and what was proven, the proof last."""
    given = plan.assumptions
    rate = given["inflation"]
    inflation = "not needed" if rate is None else f"{rate:.2%}"
    proof = plan.proof
    rounding = f"cost ${proof.rounding_cost:,.2f}"
    if proof.rounding_cost < 0:
        rounding = f"improve the solver's fractions by ${-proof.rounding_cost:,.2f}"
    lines = [
        (
            f"Assumed: {given['discount_rate']:.2%} discount, inflation {inflation}, "
            f"{given['decision_dates']} decisions and on the dates that matter by "
            f"themselves, tax paid {given['tax_payments']}, "
            f"{given['run_off_years']} run-off years."
        ),
        *plan.notes,
        (
            f"{proof.solver} in {proof.seconds:.2f} s: {proof.columns:,} columns, "
            f"{proof.rows:,} rows, {proof.binaries} binaries, {proof.nodes:,} nodes. "
            "The forms worked with floats tie to the program within "
            f"${proof.audit_difference:.4f}; whole shares {rounding}."
        ),
        verdict(plan, time_limit_s),
    ]
    return "\n".join(lines)


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + " and " + parts[-1]

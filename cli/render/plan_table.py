"""A plan for people: the answer in a sentence, the actions, the years, the proof."""

from isoplan.cli.render.cash_table import cash_section
from isoplan.cli.render.changes_table import changes_report
from isoplan.cli.render.firmness import firmness_section
from isoplan.cli.render.preferences import preference_sentences
from isoplan.cli.render.table import as_text, table
from isoplan.models.results.credit_text import credit_account
from isoplan.models.results.number_text import dollars, whole
from isoplan.models.results.plan import Action, Plan, Proof


def plan_report(plan: Plan, time_limit_s: float) -> str:
    """Return the whole report of a plan."""
    parts = [
        plan.answer(time_limit_s),
        preference_sentences(plan.preference_costs),
        firmness_section(plan.firmness),
        actions_table(plan),
        cash_section(plan),
        as_text(plan.table()),
        totals_lines(plan),
        changes_report(plan.against) if plan.against else "",
        proof_lines(plan, time_limit_s),
    ]
    return "\n\n".join(part for part in parts if part)


def actions_table(plan: Plan) -> str:
    """Return what to do, by date."""
    if not plan.actions:
        return "Nothing to do."
    rows = [
        (
            action.date.isoformat(),
            action.kind.replace("_", " "),
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
    """Return which options or shares an action is about."""
    if action.options:
        return action.options + ", 83(b)" * action.election_83b
    return action.lot


def totals_lines(plan: Plan) -> str:
    """Return the sums that matter, and what happens to the credit."""
    totals = plan.totals
    said = (
        f"Tax caused by the plan: {dollars(totals.tax_caused)} in all years. "
        f"{credit_account(totals)}"
    )
    if (
        totals.state_amt
        or totals.state_credit_used
        or totals.state_credit_carryforward_out
    ):
        said += (
            f" State AMT paid: {dollars(totals.state_amt)}; its credit used: "
            f"{dollars(totals.state_credit_used)}; "
        )
        if totals.state_credit_wiped_out:
            wiped_out = dollars(totals.state_credit_wiped_out)
            said += f"wiped out by a negative amount of a year: {wiped_out}; "
        said += f"left: {dollars(totals.state_credit_carryforward_out)}."
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
        f"Prices: {given['prices']}. Sales: {given['days_of_sale']}.",
        *plan.notes,
        (
            f"{proof.solver} in {proof.seconds:.2f} s: {proof.columns:,} columns, "
            f"{proof.rows:,} rows, {proof.binaries} binaries, {proof.nodes:,} nodes. "
            "The forms worked with floats tie to the program within "
            f"${proof.audit_difference:.4f}; whole shares {rounding}."
            f"{_of_small_trades(proof)}"
        ),
        plan.verdict(time_limit_s),
    ]
    return "\n".join(lines)


def _of_small_trades(proof: Proof) -> str:
    """Return what leaving out small trades costs, if it does."""
    if not proof.small_trades_cost:
        return ""
    cost = proof.small_trades_cost
    return f" Trades too small to make are left out, which costs ${cost:,.2f}."

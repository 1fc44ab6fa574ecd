"""A plan for people: the first screen, the years, and on request all the rest."""

from collections.abc import Collection, Mapping

from isoplan.cli.layout.columns import best_columns
from isoplan.cli.layout.frame import framed, more_line, sentences
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.actions_table import actions_table
from isoplan.cli.render.cash_table import cash_section
from isoplan.cli.render.changes_table import changes_report
from isoplan.cli.render.firmness import firmness_report
from isoplan.cli.render.first_screen import first_screen
from isoplan.cli.render.preferences import preference_sentences
from isoplan.cli.render.table import as_text
from isoplan.cli.render.why import why_lines
from isoplan.models.results.credit_text import credit_account
from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import Plan, Proof

Assumptions = Mapping[str, str | float | int | list[int] | None]

SECTIONS = {
    "actions": "every action by date, with its price",
    "wide": "all columns of the years, in several tables where they do not fit",
    "cash": "the first year's cash by day, the safe harbor and the loan",
    "assumptions": "what the plan assumes: discount, prices, days of sale",
    "proof": "what was proven, and how",
}
"""Parts of the report that are shown on request, and what they hold."""

YEAR_COLUMNS = (
    *("cash $", "AMT $", "AMT credit left $", "exercise", "sell", "total tax $"),
    *("give", "cash out", "write off", "wiped out $", "state tax $", "credit used $"),
)
"""Headings of the years' columns on the first screen, the most important first."""


def plan_report(
    plan: Plan,
    time_limit_s: float,
    width: int = USUAL,
    sections: Collection[str] = (),
) -> str:
    """Return the report of a plan.

    Args:
        plan: As it is shown.
        time_limit_s: The limit of the solve, seconds.
        width: Columns of the terminal.
        sections: Which of ``SECTIONS`` are shown.
    """

    def on_request(name: str, text: str) -> str:
        return text if name in sections else ""

    parts = [
        first_screen(plan, width),
        sentences(preference_sentences(plan.preference_costs).splitlines(), width),
        years_table(plan, width, whole="wide" in sections),
        wrapped(totals_lines(plan), width),
        on_request("actions", wrapped(plan.answer(time_limit_s), width)),
        on_request("actions", actions_table(plan, width)),
        on_request("actions", why_lines(plan, width)),
        firmness_report(plan.firmness, width),
        on_request("cash", cash_section(plan, width)),
        changes_report(plan.against, width) if plan.against else "",
        sentences(plan.notes, width),
        on_request("assumptions", sentences(assumption_lines(plan.assumptions), width)),
        on_request(
            "proof",
            sentences(_proven(plan, time_limit_s), width),
        ),
        wrapped(more_line(SECTIONS, sections, "--full, --forms"), width),
    ]
    return framed(parts)


def _proven(plan: Plan, time_limit_s: float) -> list[str]:
    return [*proof_lines(plan.proof), plan.verdict(time_limit_s)]


def years_table(plan: Plan, width: int = USUAL, *, whole: bool = False) -> str:
    """Return one row a year: the columns that fit, or all of them."""
    shown = plan.table()
    return as_text(shown if whole else best_columns(shown, YEAR_COLUMNS, width), width)


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


def assumption_lines(given: Assumptions, prices: str = "Prices") -> list[str]:
    """Return what a plan assumes, in sentences.

    Args:
        given: Its assumptions.
        prices: Whose prices they are, to begin a sentence.
    """
    rate = given["inflation"]
    inflation = "not needed" if rate is None else f"{rate:.2%}"
    return [
        (
            f"Assumed: {given['discount_rate']:.2%} discount, inflation {inflation}, "
            f"{given['decision_dates']} decisions and on the dates that matter by "
            f"themselves, tax paid {given['tax_payments']}, "
            f"{given['run_off_years']} run-off years."
        ),
        f"{prices}: {given['prices']}. Sales: {given['days_of_sale']}.",
    ]


def proof_lines(proof: Proof, forms: str = "The forms worked with floats") -> list[str]:
    """Return how a plan was proven.

    Args:
        proof: Of it.
        forms: What ties to the program, to begin a sentence.
    """
    rounding = f"cost ${proof.rounding_cost:,.2f}"
    if proof.rounding_cost < 0:
        rounding = f"improve the solver's fractions by ${-proof.rounding_cost:,.2f}"
    return [
        (
            f"{proof.solver} in {proof.seconds:.2f} s: {proof.columns:,} columns, "
            f"{proof.rows:,} rows, {proof.binaries} binaries, {proof.nodes:,} nodes. "
            f"{forms} tie to the program within "
            f"${proof.audit_difference:.4f}; whole shares {rounding}."
            f"{_of_small_trades(proof)}"
        )
    ]


def _of_small_trades(proof: Proof) -> str:
    """Return what leaving out small trades costs, if it does."""
    if not proof.small_trades_cost:
        return ""
    cost = proof.small_trades_cost
    return f" Trades too small to make are left out, which costs ${cost:,.2f}."

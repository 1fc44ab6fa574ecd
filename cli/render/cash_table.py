"""The first year's cash for people: what to set aside by when, and the safe harbour."""

from isoplan.cli.render.table import dollars, table, whole
from isoplan.models.plan import Plan, SafeHarbour

PURPOSES = {
    "exercise": "exercise",
    "withholding": "tax withheld on options",
    "instalment": "instalment of estimated tax",
    "balance": "balance of tax",
}


def cash_section(plan: Plan) -> str:
    """Return what to set aside in the first year, and what the year rests on."""
    parts = [set_aside_table(plan)]
    if plan.safe_harbour is not None:
        parts.append(safe_harbour_sentence(plan.safe_harbour))
    if plan.loan is not None:
        parts.append(loan_sentence(plan))
    return "\n".join(part for part in parts if part)


def set_aside_table(plan: Plan) -> str:
    """Return the cash that the first year asks for, by date."""
    if not plan.set_aside:
        return ""
    rows = [
        (each.date.isoformat(), PURPOSES[each.what], whole(each.amount))
        for each in plan.set_aside
    ]
    total = ("total", "", whole(sum(each.amount for each in plan.set_aside)))
    found = table(("date", "for", "$"), rows, left=2, total=total)
    return f"Cash to set aside for {plan.years[0].year}:\n{found}"


def safe_harbour_sentence(harbour: SafeHarbour) -> str:
    """Return whether the prior-year safe harbour covers the AMT, in a sentence.

    Source: Form 2210 lines 5, 8 and 9; IRC 6654(d)(1)(B).
    """
    amt = f"the AMT of {harbour.year}, {dollars(harbour.amt)}"
    required = f"{dollars(harbour.required)} must be paid within the year"
    if not harbour.amt:
        said = f"{harbour.year} has no AMT for a safe harbour to cover: {required}"
    elif harbour.covers_amt:
        said = f"The prior-year safe harbour covers {amt}: {required}, whatever the AMT"
    else:
        said = (
            f"The prior-year safe harbour does not cover {amt}: {required}, which is "
            "90% of the tax with the AMT and less than that harbour, "
            f"{dollars(harbour.prior_year_amount)}"
        )
    withheld = f"{dollars(harbour.withheld)} is withheld"
    if harbour.nothing_due:
        return f"{said}; {withheld}, so no instalment is due."
    return f"{said}; {withheld}, the rest is due in instalments."


def loan_sentence(plan: Plan) -> str:
    """Return what is borrowed, in a sentence."""
    loan = plan.loan
    if loan is None or loan.on is None:
        return "Nothing is borrowed."
    return (
        f"At most {dollars(loan.most)} is borrowed, first on {loan.on}; interest "
        f"{dollars(loan.interest)} in all."
    )

"""The first year's cash for people: what to set aside by when, and the safe harbor."""

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.table import table
from isoplan.models.results.number_text import dollars, whole
from isoplan.models.results.plan import Plan, SafeHarbor

PURPOSES = {
    "exercise": "exercise",
    "withholding": "tax withheld on options",
    "installment": "installment of estimated tax",
    "balance": "balance of tax",
}


def cash_section(plan: Plan, width: int = USUAL) -> str:
    """Return the cash to set aside in the first year, and the safe harbor behind it."""
    parts = [set_aside_table(plan, width)]
    if plan.safe_harbor is not None:
        parts.append(wrapped(safe_harbor_sentence(plan.safe_harbor), width))
    if plan.loan is not None:
        parts.append(wrapped(loan_sentence(plan), width))
    return "\n".join(part for part in parts if part)


def set_aside_table(plan: Plan, width: int = USUAL) -> str:
    """Return the cash that the first year asks for, by date."""
    if not plan.set_aside:
        return ""
    rows = [
        (each.date.isoformat(), PURPOSES[each.what], whole(each.amount))
        for each in plan.set_aside
    ]
    total = ("total", "", whole(sum(each.amount for each in plan.set_aside)))
    text = table(("date", "for", "$"), rows, left=2, total=total, width=width)
    return f"Cash to set aside for {plan.years[0].year}:\n{text}"


def safe_harbor_sentence(harbor: SafeHarbor) -> str:
    """Return whether the prior-year safe harbor covers the AMT, in a sentence.

    Source: Form 2210 lines 5, 8 and 9; IRC 6654(d)(1)(B).
    """
    amt = f"the AMT of {harbor.year}, {dollars(harbor.amt)}"
    required = f"{dollars(harbor.required)} must be paid within the year"
    if not harbor.amt:
        said = f"{harbor.year} has no AMT for a safe harbor to cover: {required}"
    elif harbor.covers_amt:
        said = f"The prior-year safe harbor covers {amt}: {required}, whatever the AMT"
    else:
        said = (
            f"The prior-year safe harbor does not cover {amt}: {required}, which is "
            "90% of the tax with the AMT and less than that harbor, "
            f"{dollars(harbor.prior_year_amount)}"
        )
    withheld = f"{dollars(harbor.withheld)} is withheld"
    if harbor.nothing_due:
        return f"{said}; {withheld}, so no installment is due."
    return f"{said}; {withheld}, the rest is due in installments."


def loan_sentence(plan: Plan) -> str:
    """Return what is borrowed, in a sentence."""
    loan = plan.loan
    if loan is None or loan.on is None:
        return "Nothing is borrowed."
    return (
        f"At most {dollars(loan.most)} is borrowed, first on {loan.on}; interest "
        f"{dollars(loan.interest)} in all."
    )

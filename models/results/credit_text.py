"""What becomes of the minimum tax credit, in sentences that add up."""

from collections.abc import Sequence
from math import ceil

from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan_years import NOTHING_LEFT, PlanYear, Totals

FAR_AWAY = 200
"""Years after which a pace of the credit is not worth a date."""


def credit_account(totals: Totals) -> str:
    """Return AMT and credit in all years: what came in, and where it went.

    Credit brought along and AMT, less the AMT that gives no credit, are together what
    is used, wiped out and left.
    """
    paid = f"AMT paid: {dollars(totals.amt)}"
    if totals.amt_without_credit > NOTHING_LEFT:
        paid += (
            f", of it {dollars(totals.amt_without_credit)} on exclusion items, which "
            "gives no credit"
        )
    parts = [paid]
    if totals.credit_brought > NOTHING_LEFT:
        parts.append(f"credit brought along: {dollars(totals.credit_brought)}")
    parts.append(f"credit used: {dollars(totals.credit_used)}")
    wiped_out = totals.credit_wiped_out > NOTHING_LEFT
    if wiped_out:
        parts.append(
            "wiped out by a negative Form 8801 line 18: "
            f"{dollars(totals.credit_wiped_out)}"
        )
    if totals.credit_carryforward_out > NOTHING_LEFT:
        parts.append(f"credit left: {dollars(totals.credit_carryforward_out)}")
    else:
        parts.append("no credit is left" if wiped_out else "all credit is recovered")
    return "; ".join(parts) + "."


def credit_left_text(years: Sequence[PlanYear]) -> str:
    """Return how the credit left at the end comes back; empty if none is left.

    Args:
        years: Of a schedule, run-off included.
    """
    last = years[-1]
    left = last.credit_carryforward_out
    if left <= NOTHING_LEFT:
        return ""
    said = f"{dollars(left)} of credit is not back by the end of {last.year}"
    limit = "the law sets no limit"
    if last.credit_used <= NOTHING_LEFT:
        return f"{said}, and none came back in that year; {limit}"
    wait = ceil(left / last.credit_used)
    pace = f"{dollars(last.credit_used)} came back in that year"
    if wait > FAR_AWAY:
        return f"{said}; {pace}; {limit}"
    return (
        f"{said}; {pace}, and at that pace the rest is by {last.year + wait}; {limit}"
    )


def credit_gone_in(years: Sequence[PlanYear], brought: float) -> int | None:
    """Return the year after which no credit is left, if there ever was any.

    Args:
        years: Of a schedule, run-off included.
        brought: Credit brought into the first year, dollars.
    """
    had = brought > 0
    gone: int | None = None
    for year in years:
        left = year.credit_carryforward_out > NOTHING_LEFT
        if had and not left and gone is None:
            gone = year.year
        if left:
            gone = None
        had = had or left
    return gone


def wiped_out_text(years: Sequence[PlanYear]) -> str:
    """Return what negative lines 18 took away, and in which years; empty if nothing.

    Args:
        years: Of a schedule, run-off included.
    """
    taken = [year for year in years if year.credit_wiped_out > NOTHING_LEFT]
    if not taken:
        return ""
    amount = dollars(sum(year.credit_wiped_out for year in taken))
    of_years = ", ".join(str(year.year) for year in taken)
    return (
        f"{amount} of credit is wiped out by a negative Form 8801 line 18, which "
        f"{of_years} cause{'s' * (len(taken) == 1)}: exclusion items alone would cost "
        "more than the AMT"
    )

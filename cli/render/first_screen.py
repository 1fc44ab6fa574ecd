"""What a reader looks for first: what to do now, and what comes of it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.actions_table import what_of
from isoplan.cli.render.firmness import first_sentences
from isoplan.models.results.credit_text import credit_gone_in
from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import Action, Plan
from isoplan.models.results.plan_years import NOTHING_LEFT
from isoplan.models.results.verdict import in_short

LABEL = 7
"""Columns of the words in front."""
MOST_NOW, MOST_NEXT = 4, 3
"""Actions shown of the first day with any, and of the days after it."""
DONE_AS = {
    "exercise": ("exercise", "pay"),
    "sell": ("sell", "receive"),
    "give": ("give", "worth"),
    "cash_out": ("cash out", "receive"),
    "write_off": ("write off", "for"),
}
"""Verb of an action, and what becomes of its dollars."""


def first_screen(plan: Plan, width: int = USUAL) -> str:
    """Return what to do now and next, its worth, its cash, its AMT and its risk."""
    width = min(width, USUAL)
    now, later = _now_and_later(plan)
    lines = [*_ends(plan.scenario, in_short(plan.status, plan.objective.gap), width)]
    lines += _now(plan, now, width)
    lines += _next(later, width)
    facts = (
        ("WORTH", worth_text(plan)),
        ("CASH", cash_text(plan)),
        ("AMT", amt_text(plan)),
    )
    for label, text in facts:
        if text:
            lines.append(_labeled(label, text, width))
    label = "RISK"
    for sentence in first_sentences(plan.firmness):
        lines.append(_labeled(label, sentence, width))
        label = ""
    return "\n".join(lines)


def _now_and_later(plan: Plan) -> tuple[list[Action], list[Action]]:
    """Return the actions of the first day, and those after; none after the year."""
    actions = list(plan.actions)
    if not actions or actions[0].date.year > plan.years[0].year:
        return [], actions
    count = sum(action.date == actions[0].date for action in actions)
    return actions[:count], actions[count:]


def _now(plan: Plan, actions: Sequence[Action], width: int) -> Iterator[str]:
    """Yield the actions of the first day, why, and the room of the year."""
    if not actions:
        yield _labeled("NOW", f"nothing to do in {plan.years[0].year}", width)
    yield from _steps("NOW", actions, MOST_NOW, width)
    yield from _more(len(actions) - MOST_NOW, "on that day", width)
    said = [action.why for action in actions[:MOST_NOW] if action.why]
    if plan.room is not None:
        said.append(plan.room.sentence())
    for text in dict.fromkeys(said):
        yield _labeled("", text, width)


def _next(actions: Sequence[Action], width: int) -> Iterator[str]:
    """Yield the actions that follow, and how many more there are."""
    yield from _steps("NEXT", actions, MOST_NEXT, width)
    if actions:
        yield from _more(len(actions) - MOST_NEXT, f"to {actions[-1].date}", width)


def _more(count: int, when: str, width: int) -> Iterator[str]:
    """Yield how many actions are not shown, if there are any."""
    if count > 0:
        text = f"and {count} more action{'s' * (count != 1)} {when} (--actions)"
        yield _labeled("", text, width)


def _steps(
    label: str, actions: Sequence[Action], most: int, width: int
) -> Iterator[str]:
    """Yield actions with their dollars at the right; a date once a day."""
    for day, of_day in groupby(actions[:most], key=lambda action: action.date):
        date = day.isoformat()
        for action in of_day:
            money = DONE_AS[action.kind][1]
            what = f"{label:{LABEL}}{date:12}{done_in_words(action)}"
            amount = f"{money} {dollars(action.shares * action.price)}"
            yield from _ends(what, amount, width, later=" " * (LABEL + 12))
            label, date = "", ""


def done_in_words(action: Action) -> str:
    """Return what is done: how many of what, and whether a sale is disqualifying."""
    text = f"{DONE_AS[action.kind][0]} {action.shares:,} of {what_of(action)}"
    is_early = action.disposition == "disqualifying"
    return text + ", disqualifying" * is_early


def _ends(left: str, right: str, width: int, later: str = "") -> Iterator[str]:
    """Yield a text that ends with another at the right; the left one is wrapped."""
    *before, last = wrapped(left, width, later=later).split("\n")
    if len(last) + 2 + len(right) <= width:
        yield from before
        yield last + right.rjust(width - len(last))
        return
    first, *others = wrapped(left, width - len(right) - 2, later=later).split("\n")
    yield first + right.rjust(width - len(first))
    yield from others


def _labeled(label: str, text: str, width: int) -> str:
    return wrapped(text, width, first=f"{label:{LABEL}}", later=" " * LABEL)


def worth_text(plan: Plan) -> str:
    """Return what the plan is worth, and the tax it causes."""
    worth = f"{dollars(plan.totals.after_tax_value)} after tax, present value"
    if plan.objective.name == "least_tax":
        least = f"tax caused {dollars(plan.objective.value)}, the least, present value"
        return f"{least}; {worth}"
    return f"{worth}; tax caused {dollars(plan.totals.tax_caused)} in all years"


def cash_text(plan: Plan) -> str:
    """Return the most cash that is needed, and what the first year asks for."""
    parts = []
    if (needed := plan.cash_needed) is not None:
        if needed.on is None:
            parts.append("none is ever needed")
        else:
            parts.append(f"{dollars(needed.amount)} needed at most, on {needed.on}")
    if plan.set_aside:
        total = dollars(sum(each.amount for each in plan.set_aside))
        year, last = plan.years[0].year, plan.set_aside[-1].date
        parts.append(f"to set aside for {year}: {total} by {last} (--cash)")
    return "; ".join(parts)


def amt_text(plan: Plan) -> str:
    """Return the AMT that is paid, and when all of it is back as credit."""
    totals = plan.totals
    parts = [f"{dollars(totals.amt)} paid" if totals.amt > NOTHING_LEFT else "none"]
    if totals.credit_brought > NOTHING_LEFT:
        parts.append(f"{dollars(totals.credit_brought)} of credit brought along")
    if totals.amt_without_credit > NOTHING_LEFT:
        parts.append(f"{dollars(totals.amt_without_credit)} of it gives no credit")
    if totals.credit_wiped_out > NOTHING_LEFT:
        parts.append(f"{dollars(totals.credit_wiped_out)} of credit wiped out")
    gone = credit_gone_in(plan.years, totals.credit_brought)
    if totals.credit_carryforward_out > NOTHING_LEFT:
        left = dollars(totals.credit_carryforward_out)
        parts.append(f"{left} of credit left after {plan.years[-1].year}")
    elif gone is not None:
        lost = totals.credit_wiped_out + totals.amt_without_credit > NOTHING_LEFT
        parts.append(f"{'the rest' if lost else 'all'} back by {gone}")
    if totals.state_amt > NOTHING_LEFT:
        parts.append(f"state AMT {dollars(totals.state_amt)}")
    return "; ".join(parts)

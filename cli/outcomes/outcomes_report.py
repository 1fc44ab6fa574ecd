"""The report of a plan over outcomes, in the order in which it is asked for."""

from collections.abc import Collection, Iterator
from itertools import groupby

from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.firmness import firmness_report, first_sentences
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.table import table
from isoplan.models.outcomes.outcomes_plan import (
    Beside,
    Between,
    FloorOfPlan,
    OutcomesPlan,
    PieceOfPlan,
)
from isoplan.models.results.number_text import dollars, whole
from isoplan.models.results.plan import Action
from isoplan.models.results.verdict import in_short

MOST_ACTIONS = 6
"""Actions of a branch that are shown unless all are asked for."""
MOST_BRANCHES, MOST_OUTCOMES = 12, 12
"""Branches and outcomes that are shown unless all are asked for."""
SHOWN_ON_REQUEST = ("actions", "assumptions", "proof")
"""Options of the command that a plan over outcomes takes."""
NOTHING = 0.5
"""Dollars that count as none."""


def outcomes_report(
    plan: OutcomesPlan,
    time_limit_s: float,
    width: int = USUAL,
    sections: Collection[str] = (),
) -> str:
    """Return the report of a plan over outcomes.

    Args:
        plan: As it is shown.
        time_limit_s: The limit of the solve, seconds.
        width: Columns of the terminal.
        sections: Which of ``SHOWN_ON_REQUEST`` are shown.
    """
    everything = "actions" in sections
    parts = [
        _head(plan, width),
        "\n".join(_now(plan, width, everything=everything)),
        "\n".join(_then_if(plan, width, everything=everything)),
        _bet(plan, width, everything=everything),
        _beside(plan, width),
        _sentences(worth_sentences(plan), width),
        _firm(plan, width),
        _sentences(plan.notes, width),
        _assumed(plan, width) if "assumptions" in sections else "",
        _proof(plan, time_limit_s, width) if "proof" in sections else "",
        _more(plan, width, sections),
    ]
    return "\n\n".join(part for part in parts if part)


def _sentences(lines: Collection[str], width: int) -> str:
    return "\n".join(wrapped(line, width, later="  ") for line in lines)


def _head(plan: OutcomesPlan, width: int) -> str:
    """Return name, number of outcomes, expected value and verdict."""
    count, objective = len(plan.outcomes), plan.objective
    text = (
        f"{plan.scenario}: {count} outcomes, which part on {plan.parts_on} first. "
        f"Worth {dollars(objective.value)} after tax on average, present value; "
        f"{in_short(plan.status, objective.gap)}."
    )
    return wrapped(text, width)


def _now(plan: OutcomesPlan, width: int, *, everything: bool) -> Iterator[str]:
    """Yield what is done before the future parts, in every outcome."""
    yield wrapped(f"NOW, whatever comes, up to {plan.now.until}", width)
    yield from _actions(plan.now.actions, width, everything=everything)
    same = {outcome.set_aside for outcome in plan.outcomes}
    first = plan.outcomes[0]
    if len(same) == 1 and first.set_aside:
        total = dollars(sum(each.amount for each in first.set_aside))
        year, last = first.years[0].year, first.set_aside[-1].date
        text = f"to set aside for {year}: {total} by {last}"
        yield wrapped(text, width, first="  ", later="  ")
    shared = [node for node in plan.nodes if node.piece == 0 and node.amt > NOTHING]
    for node in shared:
        text = f"AMT of {node.year}: {dollars(node.amt)}"
        yield wrapped(text, width, first="  ", later="  ")


def _actions(
    actions: Collection[Action], width: int, *, everything: bool
) -> Iterator[str]:
    """Yield actions, a date once a day."""
    if not actions:
        yield "  nothing"
        return
    shown = list(actions) if everything else list(actions)[:MOST_ACTIONS]
    for day, of_day in groupby(shown, key=lambda action: action.date):
        date = day.isoformat()
        for action in of_day:
            text = f"{done_in_words(action)} at {action.price:,.2f}"
            later = " " * 14
            yield wrapped(text, width, first=f"  {date:12}", later=later)
            date = ""
    if more := len(actions) - len(shown):
        yield f"  and {more} more action{'s' * (more != 1)} (--actions)"


def _then_if(plan: OutcomesPlan, width: int, *, everything: bool) -> Iterator[str]:
    """Yield what is done in each branch."""
    branches = plan.pieces[1:]
    shown = branches if everything else branches[:MOST_BRANCHES]
    for piece in shown:
        yield wrapped(_if(plan, piece), width, later="  ")
        yield from _actions(piece.actions, width, everything=everything)
    if more := len(branches) - len(shown):
        yield f"and {more} more branches (--actions)"


def _if(plan: OutcomesPlan, piece: PieceOfPlan) -> str:
    """Return the heading of a branch: its name, days, and how probable it is."""
    after = ""
    if piece.parent:
        after = f", after {plan.pieces[piece.parent].name!r}"
    return (
        f"THEN, IF {piece.name!r}{after}: {piece.begins} to {piece.until}, "
        f"probability {piece.probability:.4g}"
    )


def _bet(plan: OutcomesPlan, width: int, *, everything: bool) -> str:
    """Return the outcomes in dollars, the worst one marked."""
    has_cash = any(each.lowest_cash is not None for each in plan.outcomes)
    heads = ["THE BET", "probability", "value $", "cash needed $"]
    heads += ["lowest cash $"] * has_cash
    heads += ["AMT $", "on vanished gains $", "credit left $"]
    outcomes = list(plan.outcomes)
    if not everything and len(outcomes) > MOST_OUTCOMES:
        ranked = sorted(outcomes, key=lambda each: each.value)
        kept = {id(each) for each in (*ranked[:6], *ranked[-6:])}
        outcomes = [each for each in outcomes if id(each) in kept]
    worst = plan.worst
    rows = []
    for each in outcomes:
        cells = [
            each.name + " (worst)" * (each is worst),
            f"{each.probability:.4g}",
            whole(each.value),
            whole(each.cash_needed.amount),
        ]
        if has_cash:
            low = each.lowest_cash
            cells.append("" if low is None else whole(low))
        cells += [
            whole(each.amt),
            whole(each.amt_on_vanished_gains),
            whole(each.credit_carryforward_out),
        ]
        rows.append(cells)
    blank = [""] * (len(heads) - 3)
    total = ["on average", "", whole(plan.objective.value), *blank]
    text = table(heads, rows, left=1, total=total, width=width)
    if len(outcomes) < len(plan.outcomes):
        more = len(plan.outcomes) - len(outcomes)
        text += f"\n  {more} outcomes between them are left out (--actions)"
    return text


def _beside(plan: OutcomesPlan, width: int) -> str:
    """Return what others decide, on average and at worst."""
    mine = Beside(
        name="this plan",
        expected=plan.objective.value,
        worst=plan.worst.value,
        values=(),
        amt_on_vanished_gains=max(e.amt_on_vanished_gains for e in plan.outcomes),
    )
    heads = ("BESIDE IT", "on average $", "at worst $", "AMT on vanished gains $")
    rows = [
        [
            each.name,
            whole(each.expected),
            whole(each.worst),
            whole(each.amt_on_vanished_gains),
        ]
        for each in (mine, *plan.beside)
    ]
    return table(heads, rows, left=1, width=width)


def worth_sentences(plan: OutcomesPlan) -> list[str]:
    """Return what adapting, modeling and knowing are worth, and what is not known."""
    worth = plan.worth
    said = (
        (
            worth.adapting,
            (
                "Adapting is worth {}: so much more than the best schedule that stays "
                "the same whatever becomes known."
            ),
        ),
        (
            worth.modeling,
            (
                "Planning for all outcomes is worth {} (VSS): so much more than the "
                "first steps of the plan for the one path, planned anew afterwards."
            ),
        ),
        (
            worth.knowing,
            "To know the outcome from the start would add {} (EVPI).",
        ),
    )
    known = [
        text.format(_amount(between)) for between, text in said if between is not None
    ]
    return [*known, *(_floor(floor) for floor in worth.floors), *worth.notes]


def _floor(floor: FloorOfPlan) -> str:
    """Return what a floor costs, and what the outcomes under it are worth."""
    what = floor.in_words[0].upper() + floor.in_words[1:]
    cost = ""
    if floor.cost is not None:
        price = _amount(floor.cost)
        cost = " costs nothing" if price == "nothing" else f" costs {price} on average"
    who = f"the worst {floor.part:.4g} of them" if floor.part else "the worst one"
    return f"{what}{cost}; {who} is worth {dollars(floor.value)}."


def _amount(between: Between) -> str:
    """Return a proven amount in words."""
    if between.most < NOTHING:
        return "nothing"
    if between.most - between.least < 1.0:
        return dollars(between.most)
    return f"between {dollars(between.least)} and {dollars(between.most)}"


def _firm(plan: OutcomesPlan, width: int) -> str:
    """Return how firm the first step is: a sentence or two, or all of it."""
    firm = plan.firmness
    if firm is None:
        return ""
    if firm.depth == "all":
        return firmness_report(firm, width)
    return _sentences(first_sentences(firm), width)


def _assumed(plan: OutcomesPlan, width: int) -> str:
    """Return what the plan assumes before any branch."""
    given = plan.assumptions
    lines = [
        (
            f"Assumed: {given['discount_rate']:.2%} discount, "
            f"{given['decision_dates']} decisions and on the dates that matter by "
            f"themselves, tax paid {given['tax_payments']}, "
            f"{given['run_off_years']} run-off years."
        ),
        f"Prices of the one path: {given['prices']}. Sales: {given['days_of_sale']}.",
    ]
    return _sentences(lines, width)


def _proof(plan: OutcomesPlan, time_limit_s: float, width: int) -> str:
    """Return how the plan was proven."""
    proof = plan.proof
    rounding = f"cost ${proof.rounding_cost:,.2f}"
    if proof.rounding_cost < 0:
        rounding = f"improve the solver's fractions by ${-proof.rounding_cost:,.2f}"
    lines = [
        (
            f"{proof.solver} in {proof.seconds:.2f} s: {proof.columns:,} columns, "
            f"{proof.rows:,} rows, {proof.binaries} binaries, {proof.nodes:,} nodes. "
            "The forms of every outcome tie to the program within "
            f"${proof.audit_difference:.4f}; whole shares {rounding}."
        ),
        plan.verdict(time_limit_s),
    ]
    return _sentences(lines, width)


def _more(plan: OutcomesPlan, width: int, sections: Collection[str]) -> str:
    """Return which options show more."""
    left = [f"--{name}" for name in SHOWN_ON_REQUEST if name not in sections]
    left += ["--firm"] * (plan.firmness is None or plan.firmness.depth == "first")
    return wrapped(f"More: {', '.join([*left, '--json'])}.", width) if left else ""

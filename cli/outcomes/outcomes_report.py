"""The report of a plan over outcomes, in the order in which it is asked for."""

from collections.abc import Collection, Iterator
from itertools import groupby

from isoplan.cli.layout.frame import framed, more_line, sentences
from isoplan.cli.layout.width import USUAL, wrapped
from isoplan.cli.render.cash_table import cash_section
from isoplan.cli.render.firmness import firmness_report, first_sentences
from isoplan.cli.render.first_screen import done_in_words
from isoplan.cli.render.plan_table import (
    SECTIONS,
    assumption_lines,
    proof_lines,
    years_table,
)
from isoplan.cli.render.table import table
from isoplan.models.outcomes.outcomes_plan import (
    Beside,
    Between,
    FloorOfPlan,
    OutcomesPlan,
    PieceOfPlan,
)
from isoplan.models.results.number_text import dollars, in_a_row, whole
from isoplan.models.results.plan import Action
from isoplan.models.results.verdict import in_short

MOST_ACTIONS = 6
"""Actions of a branch that are shown unless all are asked for."""
MOST_BRANCHES, MOST_OUTCOMES = 12, 12
"""Branches and outcomes that are shown unless all are asked for."""
SHOWN_ON_REQUEST = tuple(SECTIONS)
"""Options of the command that show a part."""
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
    also = ["--full"]
    also += ["--firm"] * (plan.firmness is None or plan.firmness.depth == "first")
    also.append("--json")
    parts = [
        _head(plan, width),
        "\n".join(_now(plan, width, everything=everything)),
        "\n".join(_then_if(plan, width, everything=everything)),
        _bet(plan, width, everything=everything),
        _beside(plan, width),
        sentences(worth_sentences(plan), width),
        _firm(plan, width),
        _cash_by_outcome(plan, width) if "cash" in sections else "",
        _years_by_outcome(plan, width) if "wide" in sections else "",
        sentences(plan.notes, width),
        sentences(_assumed(plan), width) if "assumptions" in sections else "",
        sentences(_proof(plan, time_limit_s), width) if "proof" in sections else "",
        wrapped(more_line(SHOWN_ON_REQUEST, sections, ", ".join(also)), width),
    ]
    return framed(parts)


def _assumed(plan: OutcomesPlan) -> list[str]:
    return assumption_lines(plan.assumptions, "Prices of the one path")


def _proof(plan: OutcomesPlan, time_limit_s: float) -> list[str]:
    lines = proof_lines(plan.proof, "The forms of every outcome")
    return [*lines, plan.verdict(time_limit_s)]


def _cash_by_outcome(plan: OutcomesPlan, width: int) -> str:
    """Return the first year's cash; of outcomes with the same cash once."""
    names: dict[str, list[str]] = {}
    for outcome in plan.outcomes:
        text = cash_section(plan.plan_of(outcome), width)
        names.setdefault(text, []).append(outcome.name)
    return framed(
        _under(_whose(plan, whose), text, width) for text, whose in names.items()
    )


def _whose(plan: OutcomesPlan, names: list[str]) -> str:
    """Return of which outcomes a part is, as a heading."""
    if len(names) == len(plan.outcomes):
        return "IN EVERY OUTCOME"
    return f"IN {in_a_row([repr(name) for name in names])}"


def _under(heading: str, text: str, width: int) -> str:
    """Return a part under its heading; nothing where it is empty."""
    return f"{wrapped(heading, width)}\n{text}" if text else ""


def _years_by_outcome(plan: OutcomesPlan, width: int) -> str:
    """Return all columns of the years of each outcome."""
    return framed(
        _under(
            f"YEARS OF {outcome.name!r}",
            years_table(plan.plan_of(outcome), width, whole=True),
            width,
        )
        for outcome in plan.outcomes
    )


def beside_report(plan: OutcomesPlan, width: int = USUAL) -> str:
    """Return the plan beside what people do, outcome by outcome.

    Args:
        plan: With what it is beside.
        width: Columns of the terminal.
    """
    heads = ["VALUE BY OUTCOME, $", *(each.name for each in plan.outcomes)]
    rows = [["this plan", *(whole(each.value) for each in plan.outcomes)]]
    rows += [[each.name, *(whole(e) for e in each.values)] for each in plan.beside]
    chances = ["probability", *(f"{e.probability:.4g}" for e in plan.outcomes)]
    parts = [
        _head(plan, width),
        _beside(plan, width),
        table(heads, [chances, *rows], left=1, width=width),
        sentences(worth_sentences(plan), width),
        sentences(plan.notes, width),
    ]
    return framed(parts)


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
    return sentences(first_sentences(firm), width)
